"""Who hears of a handover note: its readers."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.reception.models import HandoverNote
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import Telling
from nuanlin.foundation.notifications.models import Category


def _left(event: Event) -> Iterator[Telling]:
    note = HandoverNote.objects.select_related("made_by").get(pk=event.subject_id)
    yield Telling(
        account_ids=note.readers.values_list("staff__account", flat=True),
        text=N_("%(name)s left a note for your shift"),
        values={"name": note.made_by.name},
        url=reverse("reception:handover"),
        category=Category.OFFICE,
    )


TELLERS = {"handover.noted": _left}
