"""Cases that a message of a resident became: how the record begins, and the way back."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from nuanlin.domains.conversations import policy as talk
from nuanlin.domains.conversations.models import MessageLink
from nuanlin.domains.conversations.queries import message_to_turn
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

FROM_MESSAGE = "message:"
CASE: str = Case._meta.label_lower


def message_in(contact: str) -> int | None:
    """Return the message that a record came from, if it came from one: "message:7" is 7."""
    number = contact.removeprefix(FROM_MESSAGE)
    return int(number) if number != contact and number.isdecimal() else None


def with_message(given: dict[str, str], actor: Actor) -> dict[str, str]:
    """Return what a record begins with, completed by the message that it comes from.

    Its words, who wrote them, and their door if they have one only. Raises Missing.
    """
    message_id = message_in(given.get("contact", ""))
    if message_id is None or "words" in given:
        return given
    message = message_to_turn(actor, message_id)
    conversation = message.conversation
    homes = current_occupancies(clock.today()).filter(
        person=conversation.person_id, home__community=conversation.community_id
    )
    found = {"words": message.text, "person": str(conversation.person_id)}
    home_id = homes.order_by("home__order", "pk").values_list("home", flat=True).first()
    if home_id is not None:
        found["home"] = str(home_id)
    return found | given


def messages_behind(actor: Actor) -> Any:
    """Return the conversations behind a case that the actor may read, to be read along with it."""
    return ArraySubquery(
        MessageLink.objects.filter(
            subject_type=CASE,
            subject_id=OuterRef("pk"),
            message__conversation__in=talk.in_office_of(actor).values("pk"),
        )
        .order_by("pk")
        .values("message__conversation")
    )
