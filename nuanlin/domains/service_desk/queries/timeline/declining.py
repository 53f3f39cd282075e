"""How a wish that could not be met stands in the story: the words, never a bare no (D5)."""

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.queries.timeline.telling import Entry, Tell, Teller
from nuanlin.foundation.audit.models import Event


def _declined(teller: Teller, event: Event) -> Entry | None:
    message = teller.messages.get(event.data.get("message", 0))
    if message is None:
        return None
    title = _("We cannot do it like this, and offer another way")
    return Entry(at=event.at, verb=event.verb, title=title, quote=message.text, tone="amber")


TOLD_OF_DECLINING: dict[str, Tell] = {"case.declined": _declined}
