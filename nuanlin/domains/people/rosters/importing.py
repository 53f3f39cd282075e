"""What the background does with an uploaded roster: read it for the preview, load it."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import ImportState, RosterImport
from nuanlin.domains.people.rosters import keeping
from nuanlin.domains.people.rosters.comparing import compare
from nuanlin.domains.people.rosters.correcting import write_bad_rows
from nuanlin.domains.people.rosters.loading import load
from nuanlin.domains.people.rosters.problems import RosterRefusal
from nuanlin.domains.people.rosters.reading import headings_found, read_roster
from nuanlin.domains.people.rosters.roster import Roster
from nuanlin.domains.people.rosters.rows import Progress
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.live.progress import telling
from nuanlin.foundation.live.signals import touch

# Enough to look at on a page; the workbook of bad rows holds them all.
MOST_PROBLEMS = 2000
_TO_MAP = frozenset({"no_heading", "no_building"})


def read_uploaded(import_id: int) -> None:
    """Read a waiting roster, compare it, keep what the preview shows; harmless when repeated."""
    roster_import = _in_state(import_id, ImportState.UPLOADED, ImportState.READING)
    if roster_import is None:
        return
    _save(roster_import, state=ImportState.READING, rows_done=0, rows_total=0)
    try:
        with keeping.at_hand(roster_import.path) as path:
            headings = headings_found(path)
            _keep_headings(roster_import, headings)
            roster = read(
                roster_import, path, progress=telling(roster_import, f"roster:{import_id}")
            )
    except RosterRefusal as refusal:
        _refuse(roster_import, refusal)
        return
    comparison = compare(roster_import.community_id, roster, timezone.localdate())
    _save(
        roster_import,
        state=ImportState.READ,
        rows_done=roster.row_count,
        rows_total=roster.row_count,
        counts=_counts(roster, comparison.summary(roster)),
        problems=_problems(roster),
        refusal={},
    )


def load_approved(import_id: int) -> None:
    """Load a roster whose preview was approved; harmless when repeated."""
    roster_import = _in_state(import_id, ImportState.LOADING)
    if roster_import is None:
        return
    try:
        with keeping.at_hand(roster_import.path) as path:
            roster = read(
                roster_import, path, progress=telling(roster_import, f"roster:{import_id}")
            )
    except RosterRefusal as refusal:
        _refuse(roster_import, refusal)
        return
    with transaction.atomic():
        summary = load(roster_import.community_id, roster).summary(roster)
        changed = RosterImport.objects.filter(pk=import_id, state=ImportState.LOADING).update(
            state=ImportState.LOADED, loaded_at=timezone.now(), counts=_counts(roster, summary)
        )
        if changed:
            _record_loaded(roster_import, summary, SYSTEM)
        touch(f"roster:{import_id}")


def preview(community: Community | None, roster: Roster) -> dict[str, Any]:
    """Return what loading a roster would do; None is a community still to be opened."""
    known = 0 if community is None else community.pk
    return compare(known, roster, timezone.localdate()).summary(roster)


@transaction.atomic
def load_file(community: Community, roster: Roster, name: str, *, by: Actor) -> dict[str, Any]:
    """Load a roster that nobody uploaded, and say what was done.

    It stands in the list of imports if it changed anything.
    """
    comparison = load(community.pk, roster)
    summary = comparison.summary(roster)
    if not comparison.is_empty:
        done = RosterImport.objects.create(
            community=community,
            name=name[-200:],
            state=ImportState.LOADED,
            loaded_at=timezone.now(),
            rows_done=roster.row_count,
            rows_total=roster.row_count,
            counts=_counts(roster, summary),
            problems=_problems(roster),
        )
        _record_loaded(done, summary, by)
    return summary


def bad_rows(roster_import: RosterImport) -> bytes | None:
    """Return the bad rows of an uploaded roster as a workbook, or None when all are good.

    Raises RosterRefusal when the upload is not kept any more.
    """
    with keeping.at_hand(roster_import.path) as path:
        roster = read(roster_import, path)
    with tempfile.TemporaryDirectory(prefix="roster-") as folder:
        target = Path(folder) / "rows.xlsx"
        return target.read_bytes() if write_bad_rows(roster, target) else None


def read(roster_import: RosterImport, path: Path, progress: Progress | None = None) -> Roster:
    """Return what an uploaded roster says, by the mapping of its office. Raises RosterRefusal."""
    return read_roster(
        path,
        mapping=roster_import.mapping.get("fields"),
        community=roster_import.community.name,
        title=Path(roster_import.name).stem,
        progress=progress,
    )


@transaction.atomic
def forget_files(*, older_than_days: int = 30) -> int:
    """Delete the files of rosters uploaded long ago: they hold everybody's numbers."""
    before = timezone.now() - timedelta(days=older_than_days)
    old = RosterImport.objects.filter(created_at__lt=before).exclude(path="").select_for_update()
    paths = list(old.values_list("pk", "path"))
    RosterImport.objects.filter(pk__in=[pk for pk, _path in paths]).update(path="")
    transaction.on_commit(lambda: keeping.forget(*(path for _pk, path in paths)))
    return len(paths)


def _in_state(import_id: int, *states: ImportState) -> RosterImport | None:
    rows = RosterImport.objects.select_related("community")
    return rows.filter(pk=import_id, state__in=states).first()


def _record_loaded(roster_import: RosterImport, summary: dict[str, Any], by: Actor) -> None:
    record(
        "roster.loaded",
        subject=roster_import,
        by=by,
        community_id=roster_import.community_id,
        data={key: summary[key] for key in ("new", "changed", "unchanged")},
    )


def _problems(roster: Roster) -> list[dict[str, Any]]:
    return [problem.as_json() for problem in roster.problems[:MOST_PROBLEMS]]


def _counts(roster: Roster, summary: dict[str, Any]) -> dict[str, Any]:
    bad = {(problem.sheet, problem.row) for problem in roster.problems}
    return {**summary, "bad_rows": len(bad), "problems": len(roster.problems)}


def _keep_headings(roster_import: RosterImport, headings: list[str]) -> None:
    _save(roster_import, mapping={**roster_import.mapping, "headings": headings[:200]})


def _refuse(roster_import: RosterImport, refusal: RosterRefusal) -> None:
    can_map = refusal.code in _TO_MAP and roster_import.mapping.get("headings")
    _save(
        roster_import,
        state=ImportState.UNMAPPED if can_map else ImportState.REFUSED,
        refusal={"code": refusal.code, "params": dict(refusal.params)},
    )


def _telling(roster_import: RosterImport) -> Progress:
    return telling(roster_import, f"roster:{roster_import.pk}")


@transaction.atomic
def _save(roster_import: RosterImport, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(roster_import, name, value)
    roster_import.save(update_fields=list(fields))
    touch(f"roster:{roster_import.pk}")
