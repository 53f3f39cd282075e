"""The embedded database starts whatever happened to it before, and never runs twice."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from nuanlin.lib.embedded_database import DatabaseProblem, EmbeddedDatabase, running, throw_away
from nuanlin.lib.folder_lock import FolderBusy, FolderLock


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with a database that has been stopped properly and holds one table."""
    home = tmp_path_factory.mktemp("home")
    with running(home, purpose="a test") as url, psycopg.connect(url) as session:
        session.execute("create table kept as select 42 as answer")
    return home


def answer(url: str) -> int:
    with psycopg.connect(url) as session:
        row = session.execute("select answer from kept").fetchone()
    assert row
    return int(row[0])


def server_of(home: Path) -> int:
    return int((EmbeddedDatabase(home).data / "postmaster.pid").read_text().splitlines()[0])


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until(condition) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 20 seconds")


def test_a_throw_away_database_finds_chinese_and_vanishes():
    with throw_away() as url:
        with psycopg.connect(url) as session:
            session.execute("create extension pg_trgm")
            session.execute("create extension btree_gist")
            row = session.execute(
                "select '厨房水管漏水' ilike '%漏水%', show_trgm('漏水')"
            ).fetchone()
        assert row and row[0] and row[1]
        folder = Path(str(psycopg.conninfo.conninfo_to_dict(url)["host"]))
        assert folder.is_dir()
    assert not folder.exists()


def test_only_this_user_reaches_the_server(home):
    with running(home, purpose="a test") as url:
        folder = Path(str(psycopg.conninfo.conninfo_to_dict(url)["host"]))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(EmbeddedDatabase(home).data.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_runs_the_server_as_another_user_even_in_a_folder_closed_to_them(home):
    home.chmod(0o700)
    with running(home, purpose="a test") as url:
        assert answer(url) == 42
        status = Path(f"/proc/{server_of(home)}/status").read_text()
    assert "\nUid:\t0" not in status


def test_a_second_program_shares_the_server_that_runs(home):
    with running(home, purpose="the first") as first, running(home, purpose="the second") as second:
        assert first == second
        assert answer(second) == 42


def test_a_program_that_must_be_alone_is_told_who_is_there(home):
    with (
        running(home, purpose="bin/start"),
        pytest.raises(DatabaseProblem, match="bin/start is at work"),
        running(home, purpose="the second", alone=True),
    ):
        pass


def test_a_killed_server_recovers_at_the_next_start(home):
    with pytest.raises(psycopg.OperationalError), running(home, purpose="a test") as url:
        with psycopg.connect(url) as session:
            session.execute("select 1")
        os.kill(server_of(home), signal.SIGKILL)
        time.sleep(0.1)
        answer(url)
    with running(home, purpose="a test") as url:
        assert answer(url) == 42


def test_a_process_number_taken_by_another_program_is_not_mistaken_for_the_server(home):
    data = EmbeddedDatabase(home).data
    (data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{data}\n1\n5432\n{home}/run\n\n0\nready\n"
    )
    with running(home, purpose="a test") as url:
        assert answer(url) == 42


def test_a_server_whose_starter_died_is_stopped_and_replaced(home):
    orphan = EmbeddedDatabase(home)
    orphan.start()
    first = server_of(home)
    with running(home, purpose="a test") as url:
        assert server_of(home) != first
        assert answer(url) == 42
    assert not orphan.alive
    orphan.stop()


def test_the_server_ends_with_the_program_that_started_it(home):
    program = (
        "import sys, time; from pathlib import Path;"
        "from nuanlin.lib.embedded_database import EmbeddedDatabase;"
        "EmbeddedDatabase(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as starter:
        assert starter.stdout and starter.stdout.readline() == b"up\n"
        server = server_of(home)
        starter.kill()
    wait_until(lambda: gone(server))


@pytest.mark.parametrize(
    ("version", "advice"), [("99", "newer Nuanlin"), ("9", "bin/nuanlin backup")]
)
def test_data_of_another_major_version_is_refused_with_advice(tmp_path, version, advice):
    other = tmp_path / "postgres" / version
    other.mkdir(parents=True)
    (other / "PG_VERSION").write_text(f"{version}\n")
    with pytest.raises(DatabaseProblem, match=advice), running(tmp_path, purpose="a test"):
        pass
    assert [path.name for path in (tmp_path / "postgres").iterdir()] == [version]


def test_a_path_too_long_for_a_socket_is_served_from_a_short_one(tmp_path):
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    with running(deep, purpose="a test") as url:
        folder = Path(str(psycopg.conninfo.conninfo_to_dict(url)["host"]))
        with psycopg.connect(url) as session:
            assert session.execute("select 1").fetchone() == (1,)
    assert not folder.exists()


def test_a_lock_tells_who_holds_it_and_whether_its_last_holder_died(tmp_path):
    path = tmp_path / "lock"
    with FolderLock(path, purpose="the first") as lock:
        assert not lock.abandoned
        with pytest.raises(FolderBusy) as refusal, FolderLock(path, purpose="the second"):
            pass
        assert refusal.value.holder == {"purpose": "the first"}
    path.write_text('{"purpose": "killed"}')
    with FolderLock(path, purpose="the third") as lock:
        assert lock.abandoned
