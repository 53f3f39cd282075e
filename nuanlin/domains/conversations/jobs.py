"""Background work of conversations; each may run late or twice without harm."""

from django.utils import timezone

from nuanlin.domains.conversations import actions
from nuanlin.domains.conversations.notify import tellings_for
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.jobs.tasks import EVERY_MINUTE, NIGHTLY, defer, scheduled, task
from nuanlin.foundation.notifications.actions import tell


@task("conversations.tell_about", queue="messages")
def tell_about(event_id: int) -> None:
    """Tell the office whom an event concerns; an event told before is told to nobody again."""
    event = Event.objects.get(pk=event_id)
    tell(event.pk, tellings_for(event))


@task("conversations.tell_unseen", queue="messages")
def tell_unseen(conversation_id: int) -> None:
    """Tell the resident of answers that they have not looked at for a minute."""
    wait = actions.tell_of_unseen(conversation_id)
    if wait is not None:
        defer(tell_unseen, at=timezone.now() + wait, conversation_id=conversation_id)


@scheduled(EVERY_MINUTE, name="conversations.tell_of_late")
def tell_of_late() -> None:
    """Tell superiors of answers that are overdue."""
    actions.tell_of_late()


@scheduled(NIGHTLY, name="conversations.return_of_all_gone")
def return_of_all_gone() -> None:
    """Return to the inbox what those have who are away from today on."""
    actions.return_of_all_gone()
