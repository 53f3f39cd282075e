"""Words between a resident and the office, or inside the office alone (I2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import Conversation, Message, OfficeHours, Side
from nuanlin.domains.conversations.thread import (
    append,
    hours_of,
    locked_in_office,
    sent_before,
    tell,
    wait_since,
    written,
)
from nuanlin.domains.people.models import StaffMember
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.lib import clock
from nuanlin.lib.service_hours import next_open

# So long a resident may take to look before being told outside the page.
UNSEEN = timedelta(seconds=60)
# Clocks of machines differ a little.
CLOCKS = timedelta(seconds=5)


@transaction.atomic
def say(
    *,
    community_id: int,
    text: str,
    file_ids: Sequence[str] = (),
    device_at: datetime | None = None,
    by: Actor,
) -> Message:
    """Write to the office as a resident; the first word begins the conversation (I2).

    The same ``by.request_key`` returns the same message however often it arrives. Outside open
    hours an automatic answer says so, once until they begin. Raises Missing for a community that
    is not the actor's, Refusal for one they have moved out of, and for empty or endless words.
    """
    conversation = _own_locked(community_id, by)
    if done := sent_before(conversation, by=by):
        return done
    _guard_resident(community_id, by)
    text = written(text, file_ids)
    message = append(
        conversation,
        side=Side.RESIDENT,
        text=text,
        file_ids=file_ids,
        device_at=device_at,
        by=by,
    )
    hours, begins = hours_of(conversation), not conversation.waiting
    if begins:
        wait_since(conversation, message.sent_at, hours)
    conversation.rested_at = None
    event = tell(conversation, "conversation.said", by=by, message=message)
    _answer_when_closed(conversation, hours)
    conversation.save()
    if begins and conversation.assignee_id is not None:
        _have_told(event.pk)
    return message


@transaction.atomic
def answer(
    conversation_id: int,
    *,
    text: str,
    file_ids: Sequence[str] = (),
    upto: int | None = None,
    device_at: datetime | None = None,
    by: Actor,
) -> Message:
    """Write to the resident; whoever answers what nobody has, has it from then on (I2).

    ``upto`` is the last ``said`` that the writer had read: what the resident said after it stays
    unanswered. Raises Missing, and Refusal for empty or endless words.
    """
    conversation = locked_in_office(conversation_id, by=by)
    if done := sent_before(conversation, by=by):
        return done
    text = written(text, file_ids)
    since, left = conversation.waiting_since, _first_after(conversation, upto)
    message = append(
        conversation,
        side=Side.OFFICE,
        text=text,
        shown_as=_known_as(by),
        file_ids=file_ids,
        device_at=device_at,
        by=by,
    )
    if left != since:
        wait_since(conversation, left, hours_of(conversation))
    conversation.rested_at = None
    if conversation.assignee_id is None:
        conversation.assignee_id = by.staff_id
    waited = {"waited_seconds": int((message.sent_at - since).total_seconds())} if since else {}
    tell(conversation, "conversation.answered", by=by, message=message, **waited)
    _have_noticed(conversation)
    conversation.save()
    return message


@transaction.atomic
def note(
    conversation_id: int,
    *,
    text: str,
    file_ids: Sequence[str] = (),
    device_at: datetime | None = None,
    by: Actor,
) -> Message:
    """Write what colleagues should know; it never reaches the resident. Raises as ``answer``."""
    conversation = locked_in_office(conversation_id, by=by)
    if done := sent_before(conversation, by=by):
        return done
    message = put_aside(conversation, written(text, file_ids), file_ids, device_at, by)
    conversation.save()
    return message


def put_aside(
    conversation: Conversation,
    text: str,
    file_ids: Sequence[str],
    device_at: datetime | None,
    by: Actor,
) -> Message:
    """Write an internal note into the locked ``conversation``, which the caller saves."""
    message = append(
        conversation,
        side=Side.OFFICE,
        text=text,
        internal=True,
        file_ids=file_ids,
        device_at=device_at,
        by=by,
    )
    tell(conversation, "conversation.noted", by=by, message=message)
    return message


def _own_locked(community_id: int, by: Actor) -> Conversation:
    """Return the actor's conversation with the community, made if they live there, locked."""
    if by.person_id is not None and policy.may_write_to(by, community_id):
        new = Conversation(community_id=community_id, person_id=by.person_id)
        Conversation.objects.bulk_create([new], ignore_conflicts=True)
    mine = policy.own(by).filter(community=community_id).select_related("community")
    conversation = mine.select_for_update(of=("self",)).first()
    if conversation is None:
        raise Missing
    return conversation


def _guard_resident(community_id: int, by: Actor) -> None:
    if not policy.may_write_to(by, community_id):
        raise Refusal(
            "moved_out",
            _("You no longer live here, so this conversation can only be read. Please call us."),
        )


def _answer_when_closed(conversation: Conversation, hours: OfficeHours) -> None:
    """Say once in each closed spell when the office is back, and whom to call until then."""
    now = timezone.now()
    opens_at = next_open(now, hours.hours)
    if opens_at == now or conversation.closed_told_until == opens_at:
        return
    lines = [
        hours.closed_text.strip() or _("Thank you for your message. The office is closed now."),
        _("We answer from %(when)s on.") % {"when": clock.told(opens_at)},
    ]
    if hours.phone:
        lines.append(
            _("In an emergency please call %(phone)s at any hour.") % {"phone": hours.phone}
        )
    conversation.closed_told_until = opens_at
    message = append(conversation, side=Side.AUTOMATIC, text="\n".join(lines), by=SYSTEM)
    tell(conversation, "conversation.told_closed", by=SYSTEM, message=message)


def _first_after(conversation: Conversation, upto: int | None) -> datetime | None:
    """Return when the first word of the resident was said that an answer does not answer."""
    if upto is None or upto >= conversation.last_said or not conversation.waiting:
        return None
    later = conversation.messages.filter(
        side=Side.RESIDENT, said__gt=upto, sent_at__gte=conversation.waiting_since
    )
    return later.order_by("said").values_list("sent_at", flat=True).first()


def _known_as(by: Actor) -> str:
    staff = StaffMember.objects.filter(pk=by.staff_id or 0).first()
    return str(staff)[:60] if staff is not None else ""


def _have_told(event_id: int) -> None:
    from nuanlin.domains.conversations.jobs import tell_about

    defer(tell_about, event_id=event_id)


def _have_noticed(conversation: Conversation) -> None:
    """See to it that the resident is told in a while, if they have not looked by then.

    What is planned already will find this answer too.
    """
    from nuanlin.domains.conversations.jobs import tell_unseen

    now, planned = timezone.now(), conversation.noticed_at
    if planned is not None and now < planned + UNSEEN - CLOCKS:
        return
    conversation.noticed_at = now
    defer(tell_unseen, at=now + UNSEEN, conversation_id=conversation.pk)
