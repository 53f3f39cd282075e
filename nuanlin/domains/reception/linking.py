"""A case that came of a contact is linked with it, in the transaction that records it."""

from collections.abc import Callable

from nuanlin.domains.reception.models import CallRecord, Visit
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.origins import number_in
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.live.signals import touch


def _call(number: int, event: Event) -> None:
    call = CallRecord.objects.filter(pk=number, community=event.community_id).first()
    # Nothing may lead from a caller to what was said in confidence.
    if call is not None and Case.objects.filter(pk=event.subject_id, sealed=False).exists():
        call.cases.add(event.subject_id)


def _visit(number: int, event: Event) -> None:
    visits = Visit.objects.filter(pk=number, community=event.community_id)
    if Case.objects.filter(pk=event.subject_id, sealed=False).exists():
        visits.update(case=event.subject_id)
        touch(f"desk:{event.community_id}")


def forget_call(number: int, community_id: int) -> None:
    """Leave nothing in a call's record of what was said in confidence, or about a colleague."""
    CallRecord.objects.filter(pk=number, community=community_id).update(words="")


def forget_visit(number: int, community_id: int) -> None:
    """Leave nothing in a visit's record of what was said in confidence, or about a colleague."""
    Visit.objects.filter(pk=number, community=community_id).update(words="")


LINKERS: dict[str, Callable[[int, Event], None]] = {"call": _call, "visit": _visit}


def link_origin(event: Event) -> None:
    """Link the contact that the event of a new case names, if it is of the same community."""
    contact = event.data.get("contact", "")
    for kind, link in LINKERS.items():
        number = number_in(contact, kind)
        if number is not None:
            link(number, event)
