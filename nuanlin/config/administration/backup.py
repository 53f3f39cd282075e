"""``bin/nuanlin backup FILE``: the database and the uploads in one file.

The file is a zip: ``nuanlin.json`` says what made it, ``database.dump`` is PostgreSQL's own format,
``files/`` holds the uploads, ``secret_key`` the key that printed codes and API tokens are checked
with. The database is read first, so every upload it names is there.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import psycopg
from django.utils import timezone
from rich.filesize import decimal
from rich.progress import Progress

from nuanlin.config.administration.tools import client, files_folder
from nuanlin.config.environment import environment
from nuanlin.config.starter.terminal import Trouble, say

FORMAT = 1
ABOUT = "nuanlin.json"
DUMP = "database.dump"
FILES = "files/"
KEY = "secret_key"
KEY_FILE = environment.var / "secret_key"
_PIECE = 1 << 20

HELP = "write the database and the uploads into one file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", type=Path, help="the new file, for example nuanlin-2026-11-23.zip")


def run(options: argparse.Namespace, url: str) -> int:
    """Write the backup; return the exit code. Raises Trouble."""
    target: Path = options.file
    if target.exists():
        raise Trouble(f"{target} is there already: choose another name.")
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}: make it, or choose another one.")
    partial = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with ZipFile(file, "w", ZIP_STORED, allowZip64=True) as archive, Progress() as progress:
                _add_database(archive, url, progress)
                files = _add_files(archive, progress)
                if KEY_FILE.exists() and not environment.secret_key:
                    archive.write(KEY_FILE, KEY)
                archive.writestr(ABOUT, json.dumps(_about(url, files), indent=1))
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
    except FileExistsError:
        raise Trouble(
            f"{partial} is there: another backup is being written, or one was broken off; "
            "remove that file in the latter case."
        ) from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    say(f"{target}: {decimal(target.stat().st_size)}, {files} files")
    say("It holds personal data and the secret key: keep it where only you can read it.")
    if files_folder() is None:
        say("The uploads are in S3-compatible storage: back that up there.")
    return 0


def _add_database(archive: ZipFile, url: str, progress: Progress) -> None:
    with psycopg.connect(url) as session:
        size = session.execute("select pg_database_size(current_database())").fetchone()
    task = progress.add_task("database", total=size[0] if size else None)
    with tempfile.TemporaryFile() as errors:
        dump = client(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            url=url,
            errors=errors,
            stdout=subprocess.PIPE,
        )
        assert dump.stdout
        try:
            with archive.open(DUMP, "w", force_zip64=True) as member:
                while piece := dump.stdout.read(_PIECE):
                    member.write(piece)
                    progress.advance(task, len(piece))
        finally:
            dump.stdout.close()
            code = dump.wait()
        if code != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            raise Trouble(f"The database could not be read: {said}")
    progress.update(task, completed=size[0] if size else None)


def _add_files(archive: ZipFile, progress: Progress) -> int:
    folder = files_folder()
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder else []
    for path in progress.track(paths, description="uploads"):
        assert folder
        try:
            archive.write(path, FILES + path.relative_to(folder).as_posix())
        except FileNotFoundError:
            continue  # an upload nobody sent was swept meanwhile
    return len(paths)


def _about(url: str, files: int) -> dict[str, object]:
    with psycopg.connect(url) as session:
        applied = session.execute("select app, name from django_migrations order by id").fetchall()
        version = session.info.server_version // 10000
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "postgresql": version,
        "migrations": [list(row) for row in applied],
        "files": files,
    }
