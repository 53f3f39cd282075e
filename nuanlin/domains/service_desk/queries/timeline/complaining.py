"""What is told of a complaint and a suggestion besides the loop (C1-C4)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanlin.domains.service_desk.models import Verdict
from nuanlin.domains.service_desk.queries.timeline.telling import Entry, Tell, Teller
from nuanlin.foundation.audit.models import Event


def _handed_up(teller: Teller, event: Event) -> Entry:
    title = _("Passed to the superior, who looks at it in person")
    return Entry(at=event.at, verb=event.verb, title=title, tone="blue")


def _repeated(teller: Teller, event: Event) -> Entry:
    number = len(event.data.get("others", []))
    title = ngettext(
        "%(n)s complaint about the same before: linked, and more urgent",
        "%(n)s complaints about the same before: linked, and more urgent",
        number,
    ) % {"n": number}
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber", internal=True)


def _seen(teller: Teller, event: Event) -> Entry:
    name = teller.complaint.name_of(event.account_id) or _("A colleague")
    title = _("%(name)s looked at who reported it") % {"name": name}
    return Entry(at=event.at, verb=event.verb, title=title, internal=True)


def _heard(teller: Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Written into the register"), internal=True)


def _named(teller: Teller, event: Event) -> Entry:
    title = (
        _("Named whom it is about") if event.data.get("number") else _("About none of the staff")
    )
    return Entry(at=event.at, verb=event.verb, title=title, internal=True)


def _handlers_named(teller: Teller, event: Event) -> Entry:
    title = _("Named who may see the reporter")
    return Entry(at=event.at, verb=event.verb, title=title, internal=True)


def _mediated(teller: Teller, event: Event) -> Entry:
    note = teller.complaint.mediation(event.data.get("mediation"))
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Both sides were heard"),
        text=note["present"] if note else "",
        quote=note["outcome"] if note else "",
        internal=True,
    )


def _verdict(teller: Teller, event: Event) -> Entry:
    verdict = Verdict(event.data["verdict"])
    return Entry(at=event.at, verb=event.verb, title=str(verdict.label), tone="jade")


def _published(teller: Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Told to all residents"), tone="jade")


def _unpublished(teller: Teller, event: Event) -> Entry:
    title = _("Taken back from the residents' page")
    return Entry(at=event.at, verb=event.verb, title=title, internal=True)


ONLY_STAFF_HEAR = frozenset(
    {
        "case.repeated",
        "case.reporter_seen",
        "case.heard",
        "case.named",
        "case.handlers_named",
        "case.mediated",
        "case.unpublished",
    }
)
TOLD_OF_OPINIONS: dict[str, Tell] = {
    "case.handed_up": _handed_up,
    "case.repeated": _repeated,
    "case.reporter_seen": _seen,
    "case.heard": _heard,
    "case.named": _named,
    "case.handlers_named": _handlers_named,
    "case.mediated": _mediated,
    "case.verdict": _verdict,
    "case.published": _published,
    "case.unpublished": _unpublished,
}
