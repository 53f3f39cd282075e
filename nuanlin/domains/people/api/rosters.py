"""Rosters in: upload, follow the reading, look it over, load, fetch the bad rows (A1)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import Field

from nuanlin.domains.people.actions import rosters as actions
from nuanlin.domains.people.models import RosterImport
from nuanlin.domains.people.queries import rosters as queries
from nuanlin.domains.people.queries.slices import imports_after, problems_after
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.files.bounds import was_dropped
from nuanlin.foundation.files.downloads import saved_workbook
from nuanlin.lib.schemas import Cursor, Id, Line, Name

router = Router(tags=["rosters"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class KindOut(Schema):
    """How many of one kind a roster holds, and what loading does (or did) with them."""

    label: str
    total: int
    new: int
    changed: int
    unchanged: int


class ImportOut(Schema):
    """An uploaded roster; hear topic ``roster:{id}`` while ``moving``.

    ``state`` is uploaded, reading, unmapped (say what the columns hold), read (load it), loading,
    loaded or refused (``refusal`` says why).
    """

    id: int
    community_id: int
    name: str
    state: str
    moving: bool
    rows_done: int
    rows_total: int
    kinds: list[KindOut]
    problem_count: int
    refusal: str
    created_at: datetime
    loaded_at: datetime | None

    @staticmethod
    def resolve_moving(roster: RosterImport) -> bool:
        return queries.is_moving(roster)

    @staticmethod
    def resolve_kinds(roster: RosterImport) -> list[queries.KindCount]:
        return queries.kinds(roster)

    @staticmethod
    def resolve_problem_count(roster: RosterImport) -> int:
        return len(roster.problems)

    @staticmethod
    def resolve_refusal(roster: RosterImport) -> str:
        return queries.refusal_of(roster)


class Imports(Schema):
    """A page of uploaded rosters; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[ImportOut]
    next: str


class RosterProblemOut(Schema):
    """One thing wrong in one row, which is left out; ``row`` counts as Excel does."""

    sheet: str
    row: int
    heading: str
    code: str
    sentence: str


class RosterProblems(Schema):
    """A page of problems; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[RosterProblemOut]
    next: str


class HeadingsOut(Schema):
    """The headings of a file, and which of them stands for each field ("" for none)."""

    headings: list[str]
    fields: dict[str, str]


class HeadingsIn(Schema):
    """For each field the heading that stands for it, "" for none."""

    fields: Annotated[dict[Name, Line], Field(max_length=60)]


@router.get("roster-imports", response=Imports)
def list_roster_imports(request: HttpRequest, after: Cursor = "") -> Any:
    """The rosters uploaded to communities that I manage, the newest first."""
    return imports_after(actor_of(request), after)


@router.post("communities/{int:community_id}/roster-imports", response={201: ImportOut})
def upload_roster(request: HttpRequest, community_id: Id, file: File[UploadedFile]) -> Any:
    """Send a roster (.xlsx, .xls, .csv); it is read in the background."""
    by = actor_of(request)
    if was_dropped(request):
        raise actions.too_large()
    made = once(lambda: actions.upload_roster(community_id, file=file, by=by), by=by)
    return Status(201, queries.roster_import(by, made))


@router.get("roster-imports/{int:import_id}", response=ImportOut)
def read_roster_import(request: HttpRequest, import_id: Id) -> Any:
    """Where a roster stands: how far it is read, what loading would do."""
    return queries.roster_import(actor_of(request), import_id)


@router.get("roster-imports/{int:import_id}/problems", response=RosterProblems)
def list_roster_problems(request: HttpRequest, import_id: Id, after: Cursor = "") -> Any:
    """Every problem of a roster, by sheet, row and column."""
    return problems_after(queries.roster_import(actor_of(request), import_id), after)


@router.get("roster-imports/{int:import_id}/headings", response=HeadingsOut)
def read_roster_headings(request: HttpRequest, import_id: Id) -> Any:
    """What the columns of a roster are taken to hold."""
    found = queries.roster_import(actor_of(request), import_id)
    headings, fields = queries.mapping_so_far(found)
    return {"headings": headings, "fields": fields}


@router.put("roster-imports/{int:import_id}/headings", response=ImportOut)
def map_roster_headings(request: HttpRequest, import_id: Id, sent: HeadingsIn) -> Any:
    """Say what the columns of a roster hold; it is read once more."""
    by = actor_of(request)
    once(lambda: actions.map_headings(import_id, fields=sent.fields, by=by), by=by)
    return queries.roster_import(by, import_id)


@router.post("roster-imports/{int:import_id}/load", response=ImportOut)
def load_roster(request: HttpRequest, import_id: Id) -> Any:
    """Have the good rows loaded in the background."""
    by = actor_of(request)
    once(lambda: actions.load_roster(import_id, by=by), by=by)
    return queries.roster_import(by, import_id)


@router.get(
    "roster-imports/{int:import_id}/bad-rows",
    response={204: None},
    openapi_extra={"responses": {200: {"description": "OK", "content": {XLSX: {"schema": {}}}}}},
)
def download_bad_rows(request: HttpRequest, import_id: Id) -> Any:
    """The rows that need a correction, as Excel, to be uploaded again; 204 when all are good."""
    content = queries.bad_rows(actor_of(request), import_id)
    if content is None:
        return Status(204, None)
    return saved_workbook(content, "rows-to-correct.xlsx")
