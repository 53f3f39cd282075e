"""Run a command on a new database and a new folder for files; both vanish afterwards.

python -m nuanlin.config.starter.throw_away COMMAND [ARGUMENT...]
"""

import os
import signal
import subprocess
import sys
import tempfile

from nuanlin.lib.embedded_database import DatabaseProblem, throw_away


def main(command: list[str]) -> int:
    """Run ``command`` with DATABASE_URL and NUANLIN_VAR set; return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throw_away() as url, tempfile.TemporaryDirectory(prefix="nuanlin-") as var:
            environment = {**os.environ, "DATABASE_URL": url, "NUANLIN_VAR": var}
            return _wait(subprocess.Popen(command, env=environment))
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
