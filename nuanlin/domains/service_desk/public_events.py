"""What other systems may hear of a case: its steps under public names, and facts without words."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.webhooks.offering import offer

CREATED = ("case.created", _("A case is reported"))
CLOSED = ("case.closed", _("A case is closed"))
DONE = ("case.done", _("The work is done or answered"))

# Verbs of the loop by their public names; what is not here stays in the house.
PUBLIC = {
    "case.submitted": CREATED,
    "case.recorded": CREATED,
    "case.classified": ("case.classified", _("A case is classified")),
    "case.assigned": ("case.assigned", _("Somebody is sent")),
    "case.arrived": ("case.under_way", _("The work begins")),
    "case.waiting": ("case.waiting", _("A case waits for the owner or for parts")),
    "case.resumed": ("case.resumed", _("A case goes on")),
    "case.done": DONE,
    "case.settled_online": DONE,
    "case.reopened": ("case.reopened", _("It is not right yet: a new round begins")),
    "case.overdue": ("case.overdue", _("A promise has lapsed")),
    "case.escalated": ("case.escalated", _("A case is reported upward")),
    "case.decided": ("case.decided", _("A reported case is decided")),
    "case.satisfied": CLOSED,
    "case.withdrawn": CLOSED,
    "case.not_verified": CLOSED,
    "case.all_asked": CLOSED,
    # Somebody satisfied before it was joined with another is not asked again.
    "case.merged": CLOSED,
}


def offer_all() -> None:
    """Offer the steps of a case to other systems; called when the app is ready."""
    for verb, public in PUBLIC.items():
        offer(verb, *public, facts_of_closing if public is CLOSED else facts_of)


def facts_of_closing(event: Event) -> dict[str, Any] | None:
    """Return the facts of the case that ``event`` closed.

    One that stays open until others who reported the same were asked is closed by a later event.
    """
    return _facts(Case.objects.filter(closed_at__lte=event.at), event)


def facts_of(event: Event) -> dict[str, Any] | None:
    """Return the case of ``event`` as it stands: numbers, codes and times. One statement."""
    return _facts(Case.objects.all(), event)


def _facts(cases: QuerySet[Case], event: Event) -> dict[str, Any] | None:
    case = cases.select_related("category").filter(pk=event.subject_id).first()
    # What is confidential or about a colleague stays in the house, the fact that it exists too.
    if case is None or case.sealed or case.guard:
        return None
    return {
        "case_id": case.pk,
        "number": case.number,
        "community_id": case.community_id,
        "kind": case.kind,
        "category": case.category.code if case.category is not None else None,
        "urgency": case.urgency,
        "state": case.state,
        "round": case.round_number,
        "reported_at": case.reported_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }
