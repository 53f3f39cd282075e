"""``bin/nuanlin import-roster --community NAME FILE``: a roster from the command line (A1)."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from nuanlin.domains.estate.actions import CommunityFacts, open_community
from nuanlin.domains.estate.models import Community
from nuanlin.domains.estate.policy import visible_to
from nuanlin.domains.people.rosters import importing
from nuanlin.domains.people.rosters.correcting import write_bad_rows
from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.people.rosters.roster import Roster
from nuanlin.foundation.accounts.actors import Actor, PostFacts, Role
from nuanlin.foundation.audit.refusals import Refusal

KINDS = ("homes", "shops", "owners", "family", "tenants", "temporary", "spaces")
SHOWN_PROBLEMS = 100
# Whoever may run commands on this machine may do everything.
OPERATOR = Actor(
    account_id=None, name="bin/nuanlin", posts=(PostFacts(Role.ADMINISTRATOR, None, None),)
)


class Command(BaseCommand):
    """Read, check and load a roster."""

    help = "load a community's roster from Excel or CSV"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls or .csv")
        parser.add_argument("--community", required=True, metavar="NAME")
        parser.add_argument("--create", action="store_true", help="open the community if need be")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--bad-rows", type=Path, metavar="XLSX", help="write bad rows there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command. Exits with 1 and a sentence when the file cannot be used."""
        with translation.override(_language()):
            try:
                self._run(**options)
            except Refusal as refusal:
                raise self._ended(refusal.sentence) from refusal

    def _run(self, *, file: Path, community: str, **options: Any) -> None:
        if not file.is_file():
            raise self._ended(f"There is no file {file}.")
        target = visible_to(OPERATOR, Community).filter(name=community).first()
        if target is None and not options["create"]:
            raise self._unknown(community)
        with _progress() as progress:
            task = progress.add_task("Reading", total=None)
            roster = read_roster(
                file,
                community=community,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
            progress.update(task, description="Checking" if options["dry_run"] else "Loading")
            if options["dry_run"]:
                summary = importing.preview(target, roster)
            else:
                summary = _load(target, community, roster, file.name)
        if options["bad_rows"] is not None:
            write_bad_rows(roster, options["bad_rows"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(roster, summary), ensure_ascii=False, indent=2))
        else:
            self._show(roster, summary, dry=options["dry_run"])

    def _show(self, roster: Roster, summary: dict[str, Any], *, dry: bool) -> None:
        console = Console(file=cast("IO[str]", self.stdout))
        table = Table("", "together", "new", "changed", "unchanged")
        for kind in KINDS:
            counts = summary["by_kind"][kind]
            table.add_row(kind, *map(str, (summary[kind], *counts.values())))
        console.print(table)
        if roster.problems:
            problems = Table("sheet", "row", "column", "what is wrong")
            for problem in roster.problems[:SHOWN_PROBLEMS]:
                problems.add_row(problem.sheet, str(problem.row), problem.heading, problem.sentence)
            console.print(problems)
            console.print(
                f"{len(roster.problems)} problems; the rows are left out, all others are used."
                " --bad-rows FILE writes them as Excel to be corrected and imported again."
            )
        console.print("Nothing was changed (dry run)." if dry else "Loaded.")

    def _unknown(self, name: str) -> SystemExit:
        names = visible_to(OPERATOR, Community).values_list("name", flat=True)
        return self._ended(
            f"There is no community {name}. Known: {', '.join(names) or 'none yet'}."
            " Add --create to open a new one."
        )

    def _ended(self, sentence: str) -> SystemExit:
        self.stderr.write(sentence)
        return SystemExit(1)


@transaction.atomic
def _load(community: Community | None, name: str, roster: Roster, file: str) -> dict[str, Any]:
    if community is None:
        community = open_community(facts=CommunityFacts(name=name), by=OPERATOR)
    return importing.load_file(community, roster, file, by=OPERATOR)


def _as_json(roster: Roster, summary: dict[str, Any]) -> dict[str, Any]:
    problems = [
        {"sheet": p.sheet, "row": p.row, "column": p.heading, "reason": p.sentence}
        for p in roster.problems
    ]
    return {**summary, "problems": problems}


def _language() -> str:
    """Return the terminal's language where we speak it, else English as other commands do."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if spoken.startswith("zh") else "en"


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
