"""``bin/start``: it comes up, says in a sentence why not, recovers, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.site import _free_port as free_port

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120


class Folder:
    """A folder for Nuanlin's data, and the commands that work on it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.environment = {
            **os.environ,
            "NUANLIN_VAR": str(var),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
        }
        for name in ("DATABASE_URL", "NUANLIN_SECRET_KEY", "NUANLIN_LIVE_PORT"):
            self.environment.pop(name, None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def status(self, path: str) -> int:
        """Ask for a page, and wait as long as a busy machine takes; return the answer's status."""
        return httpx.get(f"{self.address}{path}", timeout=PATIENCE).status_code

    def start(self, port: int | None = None) -> "subprocess.Popen[str]":
        """Run the starter without waiting for it."""
        command = [sys.executable, "-m", "nuanlin.config.starter", "--empty"]
        command.append(f"--port={port or self.port}")
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self) -> "subprocess.Popen[str]":
        """Run the starter and return when it has told its address."""
        starter = self.start()
        assert starter.stdout
        said = ""
        for line in starter.stdout:
            said += line
            if "Ctrl-C stops" in line:
                return starter
        raise AssertionError(f"it did not come up: {said}")

    def refusal(self, port: int | None = None) -> str:
        """Run the starter, which must give up, and return what it said."""
        starter = self.start(port)
        said, _none = starter.communicate(timeout=PATIENCE)
        assert starter.returncode == 1, said
        return said.strip()

    def nuanlin(self, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """Run ``bin/nuanlin``'s command."""
        return subprocess.run(
            [sys.executable, "-m", "nuanlin.config.command", *arguments],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def processes(self) -> list[str]:
        """Every process that serves this folder, by its command or its environment."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
                environment = (process / "environ").read_bytes()
            except OSError:
                continue
            if f"NUANLIN_VAR={self.var}".encode() in environment or f"{self.var}/" in str(command):
                found.append(command.replace(b"\0", b" ").decode())
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """One folder for all tests here: made once, started again by each."""
    return Folder(tmp_path_factory.mktemp("var"))


@pytest.fixture
def running(folder):
    """The folder with Nuanlin running from it."""
    starter = folder.up()
    yield folder
    starter.send_signal(signal.SIGINT)
    starter.communicate(timeout=PATIENCE)


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within two minutes"
        time.sleep(0.1)


def test_it_answers_and_ctrl_c_leaves_no_process(folder):
    starter = folder.up()
    assert folder.status("/readyz") == 200
    assert folder.status("/healthz") == 200
    assert any("procrastinate worker" in process for process in folder.processes())
    assert any("postgres" in process for process in folder.processes())
    starter.send_signal(signal.SIGINT)
    starter.communicate(timeout=PATIENCE)
    assert starter.returncode == 0
    assert folder.processes() == []


def test_beside_it_a_second_start_is_refused_and_the_commands_use_its_database(running, tmp_path):
    assert running.refusal(free_port()) == (
        f"Nuanlin is already running from this folder at {running.address}: "
        "open it there, or stop it first."
    )

    other = Folder(tmp_path / "other")
    assert other.refusal(running.port).startswith(f"Port {running.port} cannot be used")
    assert [path.name for path in other.var.iterdir()] == ["lock"]

    accounts = running.nuanlin("demo-accounts", "--json")
    assert json.loads(accounts.stdout) == []
    refused = running.nuanlin("restore", str(tmp_path / "any.zip"))
    assert refused.returncode == 1
    assert refused.stderr.startswith("bin/start is at work in this folder")


def test_a_killed_start_takes_everything_along_and_the_next_one_recovers(folder):
    starter = folder.up()
    starter.kill()
    starter.wait()
    wait_until(lambda: folder.processes() == [])
    again = folder.up()
    assert folder.status("/readyz") == 200
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=PATIENCE)
    assert again.returncode == 0
    assert folder.processes() == []


def test_a_process_that_dies_is_started_again(running):
    [worker] = [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if f"NUANLIN_VAR={running.var}" in _read(process / "environ")
        and "procrastinate\0worker" in _read(process / "cmdline")
    ]
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not any("procrastinate worker" in line for line in running.processes()))
    wait_until(lambda: any("procrastinate worker" in line for line in running.processes()))


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    said = Folder(tmp_path / "var").refusal()
    assert said.startswith(f"Nuanlin cannot write {tmp_path}/var")
    assert "\n" not in said


def test_a_database_of_a_newer_nuanlin_is_refused(folder):
    from nuanlin.lib.embedded_database import running as database

    change = "insert into django_migrations (app, name, applied) values ('estate', %s, now())"
    import psycopg

    with database(folder.var, purpose="a test") as url, psycopg.connect(url) as session:
        session.execute(change, ["9999_from_the_future"])
    try:
        assert "belongs to a newer Nuanlin (estate.9999_from_the_future" in folder.refusal()
    finally:
        with database(folder.var, purpose="a test") as url, psycopg.connect(url) as session:
            session.execute("delete from django_migrations where name like '9999%'")
    assert folder.processes() == []


@pytest.mark.parametrize("arguments", [["no-such-thing"], ["sing"]])
def test_an_unknown_command_is_told_in_a_sentence(folder, arguments):
    done = folder.nuanlin(*arguments)
    assert done.returncode == 1
    assert done.stderr == f"There is no command {arguments[0]}: see bin/nuanlin --help.\n"


def test_every_command_is_listed(folder):
    listed = folder.nuanlin("--help").stdout
    for name in ("create-admin", "demo-accounts", "backup", "restore", "doctor"):
        assert f"  {name} " in listed


def test_a_machine_without_python_is_told_what_to_install(tmp_path):
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("dirname", "readlink", "cmp"):
        (tools / name).symlink_to(str(shutil.which(name)))
    command = ["/bin/sh", str(tmp_path / "bin" / "start")]
    done = subprocess.run(
        command, env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "apt install python3 python3-venv" in done.stderr


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_the_port_is_free_again(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", folder.port))
