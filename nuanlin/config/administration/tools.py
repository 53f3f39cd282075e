"""PostgreSQL's own programs, pointed at an address without showing its password to ``ps``."""

import os
import subprocess
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from nuanlin.lib.embedded_database import PROGRAMS


def client(
    program: str,
    *arguments: str,
    url: str,
    errors: IO[bytes],
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Start ``pg_dump`` or ``pg_restore`` on a database; ``errors`` takes its stderr."""
    parts = conninfo_to_dict(url)
    environment = dict(os.environ)
    if password := parts.pop("password", None):
        environment["PGPASSWORD"] = str(password)
    command = [str(PROGRAMS / program), f"--dbname={make_conninfo('', **parts)}", *arguments]
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=errors, env=environment)


def files_folder() -> Path | None:
    """Return the folder uploads are kept in; None when they are kept in S3-compatible storage."""
    from nuanlin.config.environment import environment

    return None if environment.files_bucket else environment.var / "files"


def with_database(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return make_conninfo(url, dbname=name)
