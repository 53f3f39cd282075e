"""Make ``.venv`` hold exactly what a lock names. Runs on a bare Python.

python bootstrap.py app|dev
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(name: str) -> None:
    """Bring ``.venv`` up to date with ``requirements/<name>.txt``; else exit with a sentence."""
    lock = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f"installed-{name}.txt"
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # two commands in a fresh clone install only once
        if not _works():
            _make()
        if not (stamp.exists() and stamp.read_bytes() == lock.read_bytes()):
            _install(lock)
            shutil.copyfile(lock, stamp)
    except PermissionError as error:
        _fail(f"Nuanlin cannot write {error.filename}: give this user the folder {ROOT}.")
    finally:
        os.close(folder)


def _works() -> bool:
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def _make() -> None:
    _say(f"Python environment in {VENV}")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        _fail(
            "Python could not make an environment (on Debian or Ubuntu: apt install python3-venv): "
            + (made.stderr or made.stdout).strip()
        )


def _install(lock: Path) -> None:
    total = sum("==" in line and not line.startswith(" ") for line in _lines(lock))
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "-r", str(lock)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PIP_USER": "0"},
    )
    assert process.stdout
    said: list[str] = []
    shown = done = 0
    _say(f"packages ({total})")
    for line in process.stdout:
        said.append(line)
        done += line.startswith("Collecting ")
        if sys.stdout.isatty() and done != shown:
            print(f"\r  packages {done} of {total}", end="", flush=True)
            shown = done
    if shown:
        print("\r\033[K", end="")
    if process.wait() != 0:
        sys.stderr.writelines(said[-15:])
        _fail("The packages could not be installed: see above, and check the way to your index.")


def _lines(lock: Path) -> list[str]:
    return lock.read_text(encoding="utf-8").splitlines()


def _say(text: str) -> None:
    print(f"  installing: {text}", flush=True)


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        _fail("Broken off; the next start goes on from here.")
