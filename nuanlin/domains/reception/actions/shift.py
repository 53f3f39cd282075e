"""Handing the shift over (交接班): what the next one has to know, until it is done."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries.staff import working_in
from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import HandoverNote, HandoverReader
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import clock


@transaction.atomic
def leave_handover(
    community_id: int,
    *,
    text: str,
    reader_ids: Iterable[int],
    plate: str = "",
    by: Actor,
) -> HandoverNote:
    """Leave a note for named readers, maybe about a home; each confirms that they read it (D1).

    Raises Missing outside the actor's counter, Refusal without words or readers.
    """
    from nuanlin.domains.reception.jobs import tell_about

    visitors.at_counter_of(by, community_id)
    if by.staff_id is None:
        raise Refusal("no_staff", _("Please sign in with your own account for this."))
    if not text.strip():
        raise Refusal(
            "nothing_said", _("Please write what the next shift should know."), field="text"
        )
    readers = _readers(community_id, set(reader_ids))
    note = HandoverNote.objects.create(
        community_id=community_id,
        home=_home(plate, community_id, by),
        text=text.strip()[:1000],
        made_by_id=by.staff_id,
    )
    HandoverReader.objects.bulk_create(HandoverReader(note=note, staff=staff) for staff in readers)
    event = record(
        "handover.noted", subject=note, by=by, community_id=community_id,
        data={"readers": [staff.pk for staff in readers]},
    )  # fmt: skip
    defer(tell_about, event_id=event.pk)
    touch(f"desk:{community_id}")
    return note


@transaction.atomic
def confirm_read(note_id: int, *, by: Actor) -> HandoverNote:
    """ "I have read it": only a named reader says so, and only once."""
    note = _locked(note_id, by)
    reader = note.readers.filter(staff=by.staff_id).first()
    if reader is None:
        raise Refusal("not_for_you", _("This note is for somebody else."))
    if reader.read_at is not None:
        raise Refusal("already_done", _("You have said so already."))
    reader.read_at = timezone.now()
    reader.save(update_fields=["read_at"])
    record("handover.read", subject=note, by=by, community_id=note.community_id)
    touch(f"desk:{note.community_id}")
    return note


@transaction.atomic
def finish_handover(note_id: int, *, by: Actor) -> HandoverNote:
    """What the note asks for is done; it leaves the list and stays on record."""
    note = _locked(note_id, by)
    if by.staff_id is None:
        raise Refusal("no_staff", _("Please sign in with your own account for this."))
    if note.done_at is not None:
        raise Refusal("already_done", _("A colleague has marked it done already."))
    note.done_at, note.done_by_id = timezone.now(), by.staff_id
    note.save(update_fields=["done_at", "done_by"])
    record("handover.done", subject=note, by=by, community_id=note.community_id)
    touch(f"desk:{note.community_id}")
    return note


def _locked(note_id: int, by: Actor) -> HandoverNote:
    note = HandoverNote.objects.select_for_update().filter(pk=note_id).first()
    if note is None:
        raise Missing
    visitors.at_counter_of(by, note.community_id)
    return note


def _readers(community_id: int, wanted: set[int]) -> list[StaffMember]:
    here = working_in(community_id, *visitors.RECEIVERS, on=clock.today())
    readers = list(here.filter(pk__in=wanted))
    if not readers or len(readers) != len(wanted):
        raise Refusal("no_readers", _("Please choose who should read it."), field="readers")
    return readers


def _home(plate: str, community_id: int, by: Actor) -> Home | None:
    if not plate.strip():
        return None
    homes = places_visible_to(by, Home).filter(community=community_id)
    home = homes.filter(plate=plate.strip()).first()
    if home is None:
        raise Refusal("no_home", _("There is no such home here."), field="plate")
    return home
