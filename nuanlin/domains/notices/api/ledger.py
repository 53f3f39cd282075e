"""The reach ledger through the API: sums, rows, attempts, evidence (F2, F3)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema, Status

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.api.routing import router
from nuanlin.domains.notices.evidence import check, code_of, digest_of
from nuanlin.domains.notices.models import Attempt, Evidence, Reach
from nuanlin.domains.notices.queries import ledger as queries
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Cursor, Id, Place


class LedgerBuildingOut(Schema):
    """So many homes of a building, and how many of them know."""

    building_id: int
    label: str
    homes: int
    reached: int


class LedgerPointOut(Schema):
    """So many homes knew so many minutes after the sending."""

    minute: int
    homes: int


class LedgerOut(Schema):
    """A notice's ledger in sums; ``minutes_to`` is to 50, 90 and 100 percent, null if not yet."""

    homes: int
    reached: int
    left: int
    shades: dict[str, int]
    by_way: dict[str, int]
    buildings: list[LedgerBuildingOut]
    curve: list[LedgerPointOut]
    minutes_to: dict[str, int | None]


class LedgerRowOut(Schema):
    """A home, and whether it knows; ``late`` moved in while the notice ran."""

    home_id: int
    plate: str
    standing: str
    reached_at: datetime | None
    reached_by: str
    people: int
    people_reached: int
    late: bool

    @staticmethod
    def resolve_plate(reach: Reach) -> str:
        return reach.home.plate


class LedgerRowsOut(Schema):
    """A page of the ledger in the order of doors, and the cursor of what follows."""

    items: list[LedgerRowOut]
    next: str


class LedgerRowsAsked(Schema):
    """Which rows: only those reached or not, only those of a building."""

    reached: bool | None = None
    building_id: Id | None = None


class LedgerAttemptOut(Schema):
    """One attempt to tell a home; ``person`` is null for paper, ``words`` why it failed."""

    id: int
    way: str
    round: int
    person: str | None
    standing: str
    words: str
    staff: str | None
    made_at: datetime
    stood_at: datetime

    @staticmethod
    def resolve_person(attempt: Attempt) -> str | None:
        return attempt.person.name if attempt.person else None

    @staticmethod
    def resolve_staff(attempt: Attempt) -> str | None:
        return str(attempt.staff) if attempt.staff else None


class EvidenceOut(Schema):
    """What the ledger said at one moment, as it stands on paper; ``code`` is its signed number."""

    id: int
    notice_id: int
    made_at: datetime
    homes: int
    reached: int
    digest: str
    code: str

    @staticmethod
    def resolve_digest(evidence: Evidence) -> str:
        return digest_of(evidence)

    @staticmethod
    def resolve_code(evidence: Evidence) -> str:
        return code_of(evidence)


class EvidenceCheckedOut(Schema):
    """Whether a paper is ours, and of how many homes the ledger now says otherwise."""

    ours: bool
    digest: str
    changed: int


@router.get("notices/{int:notice_id}/ledger", response=LedgerOut)
def read_ledger(request: HttpRequest, notice_id: Id) -> Any:
    """Who knows of a notice, in sums."""
    notice = queries.notice_of(notice_id, actor_of(request))
    counts = queries.counts_of(notice)
    curve = queries.curve_of(notice, counts.homes)
    return {
        "homes": counts.homes,
        "reached": counts.reached,
        "left": counts.left,
        "shades": counts.shades,
        "by_way": counts.by_way,
        "buildings": [share._asdict() for share in counts.buildings],
        "curve": [point._asdict() for point in curve.points],
        "minutes_to": {str(percent): taken for percent, taken in curve.milestones.items()},
    }


@router.get("notices/{int:notice_id}/ledger/rows", response=LedgerRowsOut)
def list_ledger_rows(
    request: HttpRequest, notice_id: Id, asked: Query[LedgerRowsAsked], after: Cursor = ""
) -> Any:
    """The ledger home by home, 200 at a time."""
    notice = queries.notice_of(notice_id, actor_of(request))
    return queries.slice_of_rows(notice, after=after, **asked.dict())


@router.get("notices/{int:notice_id}/ledger/homes/{int:home_id}", response=list[LedgerAttemptOut])
def list_attempts_at_home(request: HttpRequest, notice_id: Id, home_id: Id) -> Any:
    """Every attempt to tell a home, in the order they were begun."""
    notice = queries.notice_of(notice_id, actor_of(request))
    _reach, attempts = queries.story_of(notice, home_id)
    return attempts


@router.post("notices/{int:notice_id}/evidence", response={201: EvidenceOut})
def make_notice_evidence(request: HttpRequest, notice_id: Id) -> Any:
    """Keep what the ledger says now, signed with this installation's key."""
    by = actor_of(request)
    made = once(lambda: actions.make_evidence(notice_id, by=by), by=by)
    return Status(201, queries.evidence_of(notice_id, made, by))


@router.get("notice-evidence", response=EvidenceCheckedOut, auth=None)
def check_notice_evidence(request: HttpRequest, code: Place) -> Any:
    """Whether the paper with this signed number is ours; without signing in."""
    found = check(code)
    if found is None:
        return {"ours": False, "digest": "", "changed": 0}
    return {"ours": True, "digest": found.digest, "changed": len(found.changed)}
