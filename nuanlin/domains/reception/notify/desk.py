"""Who hears of a note or a callback: the colleague it is for (D1)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.reception.models import ColleagueNote, PromisedCall
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import Telling
from nuanlin.foundation.notifications.models import Category


def _note_left(event: Event) -> Iterator[Telling]:
    note = ColleagueNote.objects.select_related("to", "left_by").get(pk=event.subject_id)
    yield Telling(
        account_ids=[note.to.account_id],
        text=N_("%(name)s took a message for you: %(text)s"),
        values={"name": str(note.left_by or ""), "text": note.text[:80]},
        url=reverse("reception:notes"),
        category=Category.OFFICE,
    )


def _promised(event: Event) -> Iterator[Telling]:
    promised = PromisedCall.objects.select_related("staff", "person").get(pk=event.subject_id)
    if promised.staff is not None:
        yield Telling(
            account_ids=[promised.staff.account_id],
            text=N_("Please call %(name)s back, %(due_at)s: %(about)s"),
            values={
                "name": promised.called or "–",
                "due_at": promised.due_at,
                "about": promised.about[:80],
            },
            url=reverse("reception:promised_call", args=[promised.pk]),
            category=Category.OFFICE,
        )


TELLERS = {
    "colleague_note.left": _note_left,
    "call_back.promised": _promised,
}
