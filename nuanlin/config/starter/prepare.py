"""Bring the database, the texts and the static files to what this version of Nuanlin needs.

The starter runs it as a process of its own, and so need not hold Django in memory itself:

    python -m nuanlin.config.starter.prepare [--empty]

Prints a JSON object: ``trouble`` (a sentence) or ``accounts`` of the demonstration.
"""

import argparse
import contextlib
import dataclasses
import hashlib
import importlib
import io
import json
import sys
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from nuanlin.config.starter.checks import check_database
from nuanlin.config.starter.terminal import Trouble, say, step
from nuanlin.lib.catalogues import compile_catalogues

# Any number: it makes several starters on one database migrate one after another.
_MIGRATION_LOCK = 7_302_018


def main() -> None:
    """Prepare everything and print the outcome as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--empty", action="store_true")
    options = parser.parse_args()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # commands print, and stdout is for the JSON
            accounts = prepare(load_demonstration=not options.empty)
        outcome: dict[str, Any] = {"accounts": accounts}
    except Trouble as trouble:
        outcome = {"trouble": str(trouble)}
    json.dump(outcome, sys.stdout)


def prepare(*, load_demonstration: bool) -> list[dict[str, str]]:
    """Do what is left to do; return the demonstration's accounts, if there is one.

    Raises Trouble.
    """
    compile_catalogues()
    django.setup()
    from nuanlin.config.environment import environment

    say(f"database: {check_database(environment.database_url)}")
    migrate(environment.database_url)
    collect_static_files()
    if load_demonstration and not holds_data():
        fill_with_demonstration()
    return demonstration_accounts()


def migrate(url: str) -> None:
    """Apply pending migrations, one starter at a time. Raises Trouble for a newer database."""
    if not pending_migrations():
        return
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("select pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        if pending := pending_migrations():
            with step(f"bringing the database up to date ({pending} steps)"):
                call_command("migrate", interactive=False, verbosity=0)
                connection.close()


def pending_migrations() -> int:
    """Return how many migrations this version would still apply.

    Raises Trouble when the database holds some that this version does not know.
    """
    executor = MigrationExecutor(connection)
    loader = executor.loader
    own = {config.label for config in apps.get_app_configs() if config.name in settings.OWN_APPS}
    unknown = [key for key in loader.applied_migrations if key not in loader.disk_migrations]
    if newer := sorted(f"{app}.{name}" for app, name in unknown if app in own):
        raise Trouble(
            f"This database belongs to a newer Nuanlin ({newer[-1]} is unknown here): start that "
            "version, or restore a backup made with this one."
        )
    return len(executor.migration_plan(loader.graph.leaf_nodes()))


def collect_static_files() -> None:
    """Collect, hash and compress what browsers load, when any of it has changed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path}\0{storage.size(path)}\0".encode())
            digest.update(str(storage.get_modified_time(path)).encode())
    stamp = settings.STATIC_ROOT / ".inputs"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return
    with step("collecting static files"):
        call_command("collectstatic", interactive=False, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")


def holds_data() -> bool:
    """Whether anybody has an account or anything is registered here."""
    return any(
        apps.get_model(name)._default_manager.exists()
        for name in ("accounts.User", "estate.Community")
    )


def fill_with_demonstration() -> None:
    """Load the demonstration community."""
    if "load_demonstration" in get_commands():
        with step("loading the demonstration"):
            call_command("load_demonstration", verbosity=0, stdout=io.StringIO())


def demonstration_accounts() -> list[dict[str, str]]:
    """Return one account per role of the demonstration; none when it is not loaded."""
    try:
        module = importlib.import_module("nuanlin.demonstration.accounts")
    except ModuleNotFoundError:
        return []
    return [dataclasses.asdict(account) for account in module.demonstration_accounts()]


if __name__ == "__main__":
    main()
