"""The administrator's command: what ``bin/nuanlin`` calls."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from nuanlin.config.environment import ROOT, environment
from nuanlin.config.starter.terminal import Trouble
from nuanlin.lib.catalogues import compile_catalogues
from nuanlin.lib.embedded_database import DatabaseProblem, running
from nuanlin.lib.folder_lock import FolderBusy, FolderLock

OWN = (
    "create-admin", "backup", "restore", "doctor", "demo-accounts", "greet", "check-language",
)  # fmt: skip
# The doctor looks after the database by itself, the others need none.
WITHOUT_DATABASE = ("doctor", "greet", "check-language")


class Command(Protocol):
    """A module of ``administration``."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace, url: str) -> int: ...


def main(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name; return the exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_help())
        return 0
    name, *rest = arguments
    try:
        return _run_own(name, rest) if name in OWN else _run_django(name, rest)
    except (Trouble, DatabaseProblem) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Broken off.", file=sys.stderr)
        return 130


def _run_own(name: str, arguments: list[str]) -> int:
    command = _own(name)
    parser = argparse.ArgumentParser(prog=f"bin/nuanlin {name}", description=command.HELP)
    command.add_arguments(parser)
    options = parser.parse_args(arguments)
    if name in WITHOUT_DATABASE:
        if name == "greet":
            _set_up(migrate=False)
        return command.run(options, "")
    with database(f"bin/nuanlin {name}", alone=name == "restore") as url:
        _set_up(migrate=name not in ("backup", "restore"))
        return command.run(options, url)


def _run_django(name: str, arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    command = name.replace("-", "_")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")
    if command not in (*_of_our_apps(), *_of_django()):
        raise Trouble(f"There is no command {name}: see bin/nuanlin --help.")
    if "-h" in arguments or "--help" in arguments:
        execute_from_command_line(["bin/nuanlin", command, *arguments])
        return 0
    with database(f"bin/nuanlin {name}"):
        _set_up(migrate=command in _of_our_apps())
        execute_from_command_line(["bin/nuanlin", command, *arguments])
    return 0


@contextmanager
def database(purpose: str, *, alone: bool = False) -> Iterator[str]:
    """Yield the address of the installation's database and set DATABASE_URL to it.

    ``alone`` refuses to run beside another program of this folder. Raises DatabaseProblem.
    """
    var = environment.var.resolve()
    if url := os.environ.get("DATABASE_URL"):
        if not alone:
            yield url
            return
        try:
            with FolderLock(var / "lock", purpose=purpose, database="DATABASE_URL"):
                yield url
        except FolderBusy as busy:
            raise DatabaseProblem(
                f"{busy.holder.get('purpose', 'Another command')} is at work in this folder: "
                "stop it, or wait until it is done."
            ) from None
        return
    with running(var, purpose=purpose, alone=alone) as url:
        os.environ["DATABASE_URL"] = environment.database_url = url
        try:
            yield url
        finally:
            _close_connections()
            del os.environ["DATABASE_URL"]


def _set_up(*, migrate: bool) -> None:
    import django

    from nuanlin.config.starter import prepare

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")
    compile_catalogues()
    django.setup()
    if migrate:
        prepare.migrate(environment.database_url)


def _close_connections() -> None:
    if "django.db" in sys.modules:
        from django.conf import settings
        from django.db import connection

        if settings.configured:
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]


def _own(name: str) -> Command:
    module = importlib.import_module(f"nuanlin.config.administration.{name.replace('-', '_')}")
    return cast(Command, module)


def _of_our_apps() -> dict[str, str]:
    """Return our apps' commands and which app each belongs to.

    Django's own list would read the settings before the database's address is known.
    """
    found = sorted((ROOT / "nuanlin").rglob("management/commands/[a-z]*.py"))
    return {path.stem: ".".join(path.relative_to(ROOT).parts[:-3]) for path in found}


def _of_django() -> list[str]:
    from django.core import management

    return management.find_commands(management.__path__[0])


def _help() -> str:
    import django
    from django.core.management import load_command_class

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")
    django.setup()
    lines = {name: _own(name).HELP for name in OWN}
    for name, app in _of_our_apps().items():
        lines[name.replace("_", "-")] = str(load_command_class(app, name).help)
    listed = "\n".join(f"  {name:<20}{text}" for name, text in lines.items())
    return (
        "The administrator's command of Nuanlin: bin/nuanlin COMMAND [--help]\n\n"
        f"{listed}\n\nIt uses the running database of this folder, or starts it for the while."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
