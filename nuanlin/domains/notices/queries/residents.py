"""What residents read: what matters now, all that was ever said to them, what is public (F1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.models import (
    LAST_WORDS,
    Attempt,
    Notice,
    NoticeFile,
    NoticeKind,
    NoticeState,
    Reach,
    Relation,
    Standing,
)
from nuanlin.domains.notices.whom import asks
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.models import StoredFile
from nuanlin.lib.paging import Slice, slice_of

READ = 30
PAGE = 20
# "The water is back" is news for a day; what nobody confirms leaves the first page by itself.
END_SHOWN = timedelta(days=1)
SHOWN = timedelta(days=30)
URGENCY = {
    NoticeKind.SUDDEN_OUTAGE: 0,
    NoticeKind.SAFETY: 1,
    NoticeKind.PLANNED_OUTAGE: 2,
    NoticeKind.PEST_CONTROL: 3,
    NoticeKind.REPAIR: 4,
    NoticeKind.GENERAL: 5,
    NoticeKind.FESTIVAL: 6,
}


@dataclass(frozen=True, slots=True)
class Mine:
    """A notice as somebody of a home reads it, and who of the home has said that they know."""

    notice: Notice
    by_me: bool
    by_household: bool
    # Whether their word counts: an owner of a home that is let reads what concerns who lives there.
    asked: bool = True

    @property
    def known(self) -> bool:
        """Whether nobody need press any more."""
        whole = self.notice.terms.get("whole_household", True)
        return self.by_me or (self.by_household and whole)


@dataclass(frozen=True, slots=True)
class Reading:
    """A notice to be read, with what it follows and what followed it, its files."""

    mine: Mine
    followed_by: list[Notice]
    files: list[StoredFile]

    @property
    def notice(self) -> Notice:
        """The notice itself."""
        return self.mine.notice


def on_first_page(actor: Actor, now: datetime | None = None) -> list[Mine]:
    """Return what residents should know now, the most urgent first. One statement."""
    if not actor.homes:
        return []
    now = now or timezone.now()
    rows = (
        _mine(actor)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), state=NoticeState.RUNNING)
        .filter(
            Q(sent_at__gt=now - SHOWN) | Q(pinned=True) | Q(until__gt=now),
            ~Q(relation__in=LAST_WORDS) | Q(sent_at__gt=now - END_SHOWN),
        )
        .filter(_asked(actor))
        .exclude(_corrected())
        .order_by("-pk")[:READ]
    )
    shown = [one for one in map(_as_mine, rows) if not one.known or _goes_on(one.notice, now)]
    return sorted(shown, key=lambda one: _urgency(one, now))


def _goes_on(notice: Notice, now: datetime) -> bool:
    still_off = bool(notice.affair) and not notice.is_last_word
    return notice.pinned or still_off or (notice.until is not None and notice.until > now)


def _urgency(mine: Mine, now: datetime) -> tuple[bool, bool, int, int]:
    notice = mine.notice
    return mine.known, not notice.pinned, URGENCY[NoticeKind(notice.kind)], -notice.pk


def archive(actor: Actor, *, after: str = "", words: str = "") -> Slice[Notice]:
    """Return all that was sent to the actor's homes and holds every word, the latest first."""
    rows = policy.at_home_of(actor).filter(*map(_says, words.split()))
    return slice_of(rows, ("-pk",), after=after, of=f"notices.{actor.account_id}", size=PAGE)


def public_notices(*, after: str = "", words: str = "") -> Slice[Notice]:
    """Return what anybody may read and what has not expired, the latest first."""
    rows = _public().select_related("community").filter(*map(_says, words.split()))
    return slice_of(rows, ("-pk",), after=after, of="notices.public", size=PAGE)


def _says(word: str) -> Q:
    said = Q()
    for column in ("title", "text", "title_en", "text_en"):
        said |= Q(**{f"{column}__icontains": word})
    return said


def my_notice(notice_id: int, actor: Actor) -> Reading:
    """Return a notice that was sent to the actor's homes. Three statements. Raises Missing."""
    rows = _mine(actor).annotate(asked=_asked(actor))
    return _reading(one(rows.select_related("community", "follows"), notice_id))


def public_notice(notice_id: int) -> Reading:
    """Return a notice that anybody may read. Three statements. Raises Missing."""
    rows = _public().select_related("community", "follows")
    return _reading(one(rows, notice_id))


def is_public(notice_id: int) -> bool:
    """Whether anybody may read the notice."""
    return _public().filter(pk=notice_id).exists()


def readable(notice_id: int, actor: Actor) -> Notice:
    """Return a notice that the actor may read as a resident or as anybody. Raises Missing."""
    rows = policy.at_home_of(actor) | _public()
    return one(rows.select_related("community"), notice_id)


def file_of(notice_id: int, file_id: UUID, actor: Actor) -> StoredFile:
    """Return a picture or document of a notice that the actor may read. Raises Missing."""
    rows = policy.visible_to(actor) | _public()
    found = NoticeFile.objects.filter(file=file_id, notice=one(rows, notice_id))
    kept = found.select_related("file").first()
    if kept is None:
        raise Missing
    return kept.file


def _public() -> QuerySet[Notice]:
    now = timezone.now()
    return policy.public().filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def _mine(actor: Actor) -> QuerySet[Notice]:
    confirmed = Attempt.objects.filter(
        notice=OuterRef("pk"), reach__home__in=actor.home_ids, standing=Standing.CONFIRMED
    )
    return policy.at_home_of(actor).annotate(
        by_me=Exists(confirmed.filter(person=actor.person_id)), by_household=Exists(confirmed)
    )


def _asked(actor: Actor) -> Exists:
    return Exists(Reach.objects.filter(asks(actor), notice=OuterRef("pk")))


def _as_mine(notice: Notice) -> Mine:
    by_me, by_household = getattr(notice, "by_me", False), getattr(notice, "by_household", False)
    return Mine(notice, by_me, by_household, asked=getattr(notice, "asked", True))


def _corrected() -> Exists:
    later = Notice.objects.filter(
        follows=OuterRef("pk"), relation=Relation.CORRECTION, state__in=policy.SENT
    )
    return Exists(later)


def _reading(notice: Notice) -> Reading:
    followed = notice.followed_by.filter(state__in=policy.SENT).order_by("pk")
    files = [kept.file for kept in notice.files.select_related("file")]
    return Reading(_as_mine(notice), list(followed), files)
