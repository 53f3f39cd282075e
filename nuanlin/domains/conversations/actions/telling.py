"""Telling people who are not looking: the resident once, the superior once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from nuanlin.domains.conversations.actions.writing import UNSEEN
from nuanlin.domains.conversations.models import Conversation, Mark, Message, Side
from nuanlin.domains.conversations.notify import for_resident, for_superior
from nuanlin.domains.conversations.thread import tell as record_and_touch
from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import tell

AT_ONCE = 100


@transaction.atomic
def tell_of_unseen(conversation_id: int) -> timedelta | None:
    """Tell the resident of answers unseen for a minute, once until they look again (B7).

    Returns how long to wait and try again where the oldest of them is younger than that.
    """
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("person")
    conversation = rows.get(pk=conversation_id)
    seen = Mark.objects.filter(conversation=conversation, of_resident=True)
    seen_upto = seen.aggregate(far=Max("seen"))["far"] or 0
    if conversation.told_said > seen_upto:
        return None
    unseen = conversation.messages.filter(side=Side.OFFICE, said__gt=seen_upto)
    first = unseen.order_by("said").first()
    if first is None:
        return None
    age = timezone.now() - first.sent_at
    if age < UNSEEN:
        conversation.noticed_at = first.sent_at
        conversation.save(update_fields=["noticed_at"])
        return UNSEEN - age
    event = Event.objects.get(
        verb="conversation.answered",
        subject_type=Message._meta.label_lower,
        subject_id=first.pk,
    )
    tell(event.pk, [for_resident(conversation)])
    conversation.told_said = conversation.last_said
    conversation.save(update_fields=["told_said"])
    return None


@transaction.atomic
def tell_of_late() -> int:
    """Tell the superior once of each conversation whose answer is overdue; return how many.

    Also of those that fell due while nothing ran.
    """
    rows = Conversation.objects.select_for_update(of=("self",), skip_locked=True)
    late = rows.filter(
        first_answer_due_at__lte=timezone.now(),
        waiting_since__isnull=False,
        late_told_at__isnull=True,
    ).select_related("person")
    found = list(late.order_by("first_answer_due_at")[:AT_ONCE])
    for conversation in found:
        conversation.late_told_at = timezone.now()
        conversation.save(update_fields=["late_told_at"])
        event = record_and_touch(conversation, "conversation.late", by=SYSTEM)
        tell(event.pk, [for_superior(conversation)])
    return len(found)
