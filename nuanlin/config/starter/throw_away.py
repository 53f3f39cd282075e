"""Run a command on a new database that vanishes afterwards.

python -m nuanlin.config.starter.throw_away COMMAND [ARGUMENT...]
"""

import os
import signal
import subprocess
import sys

from nuanlin.lib.embedded_database import DatabaseProblem, throw_away


def main(command: list[str]) -> int:
    """Run ``command`` with its DATABASE_URL set; return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throw_away() as url:
            process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
            return _wait(process)
    except DatabaseProblem as problem:
        print(problem, file=sys.stderr)
        return 1


def _wait(process: "subprocess.Popen[bytes]") -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the terminal told the command as well; its database stays until it is done
        except SystemExit:
            process.terminate()
            process.wait()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
