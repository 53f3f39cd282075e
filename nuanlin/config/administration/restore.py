"""``bin/nuanlin restore FILE``: bring an installation to where a backup was made.

Everything is checked before anything is changed. Database and uploads are then made afresh beside
the present ones and change places with them at the very end, so a failure leaves all as it was.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier
from rich.progress import Progress

from nuanlin.config.administration.backup import (
    ABOUT,
    DUMP,
    FILES,
    FORMAT,
    KEY,
    KEY_FILE,
)
from nuanlin.config.administration.tools import client, files_folder, with_database
from nuanlin.config.starter.checks import check_database
from nuanlin.config.starter.terminal import Trouble, say

_PIECE = 1 << 20
HELP = "bring everything back from a backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", type=Path, help="a file that the command backup wrote")
    parser.add_argument("--replace", action="store_true", help="give up the data that is here now")


def run(options: argparse.Namespace, url: str) -> int:
    """Restore the backup; return the exit code. Raises Trouble. Nobody else uses the database."""
    check_database(url)
    try:
        with ZipFile(options.file) as archive, Progress() as progress:
            about = _checked(archive, options.file, url, progress)
            if not options.replace and _holds_data(url):
                raise Trouble(
                    "This installation holds data: add --replace to give it up for the backup's."
                )
            _restore(archive, url, progress)
    except FileNotFoundError:
        raise Trouble(f"There is no file {options.file}.") from None
    except BadZipFile:
        raise Trouble(
            f"{options.file} is not a backup, or it is damaged: use another one."
        ) from None
    say(f"restored what was backed up at {about['made_at']}; start Nuanlin with bin/start")
    return 0


def _checked(archive: ZipFile, path: Path, url: str, progress: Progress) -> dict[str, Any]:
    names = archive.namelist()
    if ABOUT not in names or DUMP not in names:
        raise Trouble(f"{path} is not a backup of Nuanlin.")
    about: dict[str, Any] = json.loads(archive.read(ABOUT))
    with psycopg.connect(url) as session:
        version = session.info.server_version // 10000
    newer = _unknown_migrations(about["migrations"])
    if about["format"] > FORMAT or newer or about["postgresql"] > version:
        raise Trouble(
            f"{path} was made by a newer Nuanlin or PostgreSQL ({about['postgresql']}): "
            "restore it with that version."
        )
    inside = [name for name in names if name.startswith(FILES)]
    for name in inside:
        if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
            raise Trouble(f"{path} names a file outside its folder ({name}): do not use it.")
    if inside and files_folder() is None:
        raise Trouble(
            f"{path} holds {len(inside)} uploads, and NUANLIN_FILES_BUCKET sends uploads to S3: "
            "restore without that setting, then copy var/files to the bucket."
        )
    _verify(archive, path, progress)
    return about


def _unknown_migrations(applied: list[list[str]]) -> bool:
    from django.apps import apps
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None).disk_migrations
    own = {config.label for config in apps.get_app_configs() if config.name in settings.OWN_APPS}
    return any(app in own and (app, name) not in known for app, name in applied)


def _verify(archive: ZipFile, path: Path, progress: Progress) -> None:
    members = archive.infolist()
    task = progress.add_task("checking the file", total=sum(member.file_size for member in members))
    for member in members:
        with archive.open(member) as file:  # reading to the end compares the checksum
            while piece := file.read(_PIECE):
                progress.advance(task, len(piece))


def _holds_data(url: str) -> bool:
    with psycopg.connect(url) as session:
        for table in ("accounts_user", "estate_community"):
            there = session.execute("select to_regclass(%s)", [table]).fetchone()
            if there and there[0]:
                some = SQL("select exists (select from {})").format(Identifier(table))
                row = session.execute(some).fetchone()
                if row and row[0]:
                    return True
    return False


def _restore(archive: ZipFile, url: str, progress: Progress) -> None:
    name = str(conninfo_to_dict(url)["dbname"])
    fresh = f"{name}_restored"
    folder = files_folder()
    with (
        _maintenance(url) as server,
        tempfile.TemporaryDirectory(dir=KEY_FILE.parent, prefix="restore-") as beside,
    ):
        _refuse_company(server, name)
        _create_empty(server, fresh)
        try:
            _fill(archive, with_database(url, fresh), progress)
            _extract(archive, Path(beside), progress)
            _change_places(server, name, fresh, folder, Path(beside))
        finally:
            # By now this is the old database, or what a failure left of the new one.
            drop = SQL("drop database if exists {}").format(Identifier(fresh))
            server.execute(drop)


@contextmanager
def _maintenance(url: str) -> Iterator[Connection[TupleRow]]:
    try:
        with psycopg.connect(with_database(url, "postgres"), autocommit=True) as server:
            yield server
    except psycopg.errors.InsufficientPrivilege as error:
        raise Trouble(
            f"The database's user may not do this ({error.diag.message_primary}): let its "
            "administrator run ALTER ROLE … CREATEDB and make it the database's owner."
        ) from None


def _refuse_company(server: Connection[TupleRow], name: str) -> None:
    row = server.execute(
        "select count(*) from pg_stat_activity"
        " where datname = %s and backend_type = 'client backend'",
        [name],
    ).fetchone()
    if row and row[0]:
        raise Trouble(
            f"{row[0]} other programs use this database: stop Nuanlin on all machines first."
        )


def _create_empty(server: Connection[TupleRow], name: str) -> None:
    server.execute(SQL("drop database if exists {}").format(Identifier(name)))
    server.execute(SQL("create database {} template template0").format(Identifier(name)))


def _fill(archive: ZipFile, url: str, progress: Progress) -> None:
    task = progress.add_task("database", total=archive.getinfo(DUMP).file_size)
    with tempfile.TemporaryFile() as errors:
        process = client(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            url=url,
            errors=errors,
            stdin=subprocess.PIPE,
        )
        assert process.stdin
        try:
            with archive.open(DUMP) as member:
                while piece := member.read(_PIECE):
                    process.stdin.write(piece)
                    progress.advance(task, len(piece))
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended early, and has said why
        if process.wait() != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            raise Trouble(f"The backup's database could not be loaded, nothing changed: {said}")


def _extract(archive: ZipFile, beside: Path, progress: Progress) -> None:
    (beside / "files").mkdir()
    if KEY in archive.namelist():
        Path(archive.extract(KEY, beside)).chmod(0o600)
    members = [member for member in archive.infolist() if member.filename.startswith(FILES)]
    for member in progress.track(members, description="uploads"):
        target = Path(archive.extract(member, beside))
        if target.is_file():
            target.chmod(0o600)


def _change_places(
    server: Connection[TupleRow], name: str, fresh: str, folder: Path | None, beside: Path
) -> None:
    swaps = [(name, f"{fresh}_"), (fresh, name), (f"{fresh}_", fresh)]
    moved: list[tuple[Path, Path]] = []
    try:
        with server.transaction():  # all renames of databases or none
            for old, new in swaps:
                rename = SQL("alter database {} rename to {}")
                server.execute(rename.format(Identifier(old), Identifier(new)))
            places = [(KEY_FILE, beside / "key_before"), (beside / KEY, KEY_FILE)]
            if not (beside / KEY).exists():
                places = []
            if folder:
                places += [(folder, beside / "before"), (beside / "files", folder)]
            for old_path, new_path in places:
                if old_path.exists():
                    old_path.rename(new_path)
                    moved.append((old_path, new_path))
    except BaseException:
        for old_path, new_path in reversed(moved):
            new_path.rename(old_path)
        raise
