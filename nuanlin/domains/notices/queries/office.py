"""Notices as the office sees them: the list, and one with its story (F1)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.models import Notice, NoticeFile, NoticeState, Reach, Slip
from nuanlin.domains.people.models import Post, StaffMember
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.files.models import StoredFile
from nuanlin.lib import clock
from nuanlin.lib.paging import Slice, slice_of

SHOWN = 60
TOLD = {
    "notice.drafted": _("Written"),
    "notice.changed": _("Rewritten"),
    "notice.look_asked": _("A colleague was asked to look at it"),
    "notice.approved": _("Looked at and found right"),
    "notice.given_back": _("Given back to be changed"),
    "notice.scheduled": _("Will go out by itself"),
    "notice.not_sent": _("Did not go out"),
    "notice.sent": _("Sent out"),
    "notice.poster_hung": _("Posters hang"),
    "notice.corrected": _("Replaced by a correction"),
    "notice.ended": _("Said that it is over"),
    "notice.expired": _("Not shown any more"),
    "notice.withdrawn": _("Withdrawn"),
    "notice.repeated": _("Comes again by itself"),
    "notice.repeated_no_more": _("Does not come again any more"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a notice's story: what was done, by whom, when; ``why`` it did not go out."""

    words: Any
    by: str
    at: Any
    why: str = ""


def notices_of(community_id: int, actor: Actor, stands: str = "") -> list[Notice]:
    """Return the latest notices of a community; ``reached`` are the homes that know. One statement.

    ``stands`` is "", "waiting" (not sent yet), "running" or "past".
    """
    policy.at_work_in(actor, community_id)
    rows = policy.in_office_of(actor).filter(community=community_id)
    states = {
        "waiting": [NoticeState.DRAFT, NoticeState.IN_REVIEW, NoticeState.SCHEDULED],
        "running": [NoticeState.RUNNING],
        "past": [NoticeState.ENDED, NoticeState.WITHDRAWN],
    }
    if stands in states:
        rows = rows.filter(state__in=states[stands])
    return list(_with_reached(rows).select_related("author")[:SHOWN])


def notices_after(community_id: int, actor: Actor, after: str) -> Slice[Notice]:
    """Return the notices of a community by key, following the cursor, for a program."""
    policy.at_work_in(actor, community_id)
    rows = _with_reached(policy.in_office_of(actor).filter(community=community_id))
    return slice_of(rows, ("pk",), after=after, of="notices")


def notice_in_office(notice_id: int, actor: Actor) -> Notice:
    """Return a notice with ``reached``, as the office reads it. Raises Missing."""
    rows = _with_reached(policy.in_office_of(actor))
    return one(
        rows.select_related("community", "author", "reviewer", "late_by", "series", "follows"),
        notice_id,
    )


def story_of(notice: Notice) -> list[Entry]:
    """Return what was done with a notice, the latest first. One statement."""
    name = StaffMember.objects.filter(account=OuterRef("account_id")).values("name")[:1]
    events = Event.objects.filter(
        subject_type=notice._meta.label_lower, subject_id=notice.pk, verb__in=TOLD
    ).annotate(name=Subquery(name))
    return [
        Entry(TOLD[one.verb], one.name or "", one.at, one.data.get("why", ""))
        for one in events.order_by("-pk")
    ]


def accounts_of_writers(community_id: int) -> list[int | None]:
    """Return the accounts of those who write notices in a community today. One statement."""
    desk = Post.objects.filter(
        running(clock.today()), community=community_id, role__in=policy.WRITERS
    )
    return list(desk.values_list("staff__account", flat=True).distinct())


def files_of(notice: Notice) -> list[StoredFile]:
    """Return the pictures and documents of a notice. One statement."""
    return [row.file for row in NoticeFile.objects.filter(notice=notice).select_related("file")]


def file_of(actor: Actor, notice_id: int, file_id: Any) -> StoredFile:
    """Return a file of a notice that the actor reads, in the office or at home. Raises Missing.

    The office sees besides what proves that the paper came to its doors.
    """
    readable = policy.visible_to(actor).filter(pk=notice_id).values("pk")
    in_office = policy.in_office_of(actor).filter(pk=notice_id).values("pk")
    carried = Slip.objects.filter(notice__in=in_office)
    seen = Q(pk__in=_files(readable))
    for proof in ("photo", "signature"):
        seen |= Q(pk__in=carried.exclude(**{proof: None}).values(proof))
    return one(StoredFile.objects.filter(seen), file_id)


def _files(notices: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return NoticeFile.objects.filter(notice__in=notices).values("file")


def _with_reached(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    told = (
        Reach.objects.filter(notice=OuterRef("pk"))
        .order_by()
        .values("notice")
        .annotate(n=Count("pk", filter=Q(reached_at__isnull=False)))
        .values("n")
    )
    return rows.annotate(reached=Coalesce(Subquery(told), 0))
