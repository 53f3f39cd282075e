"""Child processes that never outlive their parent, and that root can hand to another user.

``spawn`` starts a command through this very file: it runs first in the new process, asks the
kernel to end the process with its parent, gives up root where asked, and becomes the command.
(A ``preexec_fn`` would run between fork and exec, where a program with threads may deadlock.)
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, NoReturn

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 4
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
# Passing through folders that are closed to the user, and reading in them: the first where root
# holds it, the second in containers, which drop the first.
_CAP_DAC_READ_SEARCH = 2
_CAP_DAC_OVERRIDE = 1

CANNOT_PASS = 97
"""Exit code of a child that should have kept the right to pass folders and could not."""


def spawn(
    command: list[str],
    *,
    output: IO[bytes] | int | None = None,
    errors: IO[bytes] | int | None = None,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    parting: signal.Signals = signal.SIGTERM,
    owner: tuple[int, int] | None = None,
    passing: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start ``command`` in a session of its own and return its process.

    ``output`` and ``errors`` take what it prints (by default this process's own do); ``parting`` is
    the signal it gets when this process dies; ``owner`` is the user and group it runs as (root
    only); ``passing`` lets that user pass through and read closed folders. Call it from the main
    thread, which is the one whose death the kernel watches.
    """
    launch = [sys.executable, "-I", "-S", __file__, f"--parent={os.getpid()}"]
    launch.append(f"--parting={int(parting)}")
    if owner:
        launch.append(f"--owner={owner[0]}:{owner[1]}")
    if passing:
        launch.append("--passing")
    return subprocess.Popen(
        [*launch, "--", *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[bytes]", *, patience: float) -> None:
    """Ask a spawned process to end; after ``patience`` seconds end its whole session by force."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    sweep(process)


def sweep(process: "subprocess.Popen[bytes]") -> None:
    """End whatever is left of a spawned process's session, its children included."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()


def _keep_passing(libc: ctypes.CDLL) -> bool:
    for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
        bit = 1 << capability
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        # effective, permitted, inheritable; the second triple is for capabilities above 31
        wanted = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        if libc.capset(header, wanted) != 0:
            continue
        if libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0:
            return True
    return False


def _become(options: argparse.Namespace) -> NoReturn:
    libc = ctypes.CDLL(None, use_errno=True)
    linux = sys.platform == "linux"
    if options.passing and linux:
        # Keeps capabilities over the change of user, and lets access(2), with which PostgreSQL
        # looks at its own programs, heed them afterwards.
        libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    if options.owner:
        user, group = (int(part) for part in options.owner.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if options.passing and not (linux and _keep_passing(libc)):
        sys.exit(CANNOT_PASS)
    if linux:
        # After the change of user, which would have cleared it.
        libc.prctl(_PR_SET_PDEATHSIG, options.parting, 0, 0, 0)
        if os.getppid() != options.parent:
            sys.exit(1)  # the parent died before the kernel was asked
    os.execvp(options.command[0], options.command)  # noqa: S606 - becoming it is the point


if __name__ == "__main__":
    _parser = argparse.ArgumentParser()
    _parser.add_argument("--parent", type=int, required=True)
    _parser.add_argument("--parting", type=int, required=True)
    _parser.add_argument("--owner")
    _parser.add_argument("--passing", action="store_true")
    _parser.add_argument("command", nargs="+")
    _become(_parser.parse_args())
