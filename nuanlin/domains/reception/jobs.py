"""Background work of reception; each may run late or twice without harm."""

from nuanlin.domains.reception.actions.telephony import sweep_calls
from nuanlin.domains.reception.notify import tellings_for
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.jobs.tasks import EVERY_MINUTE, scheduled, task
from nuanlin.foundation.notifications.actions import tell


@task("reception.tell_about", queue="messages")
def tell_about(event_id: int) -> None:
    """Tell whom an event concerns; an event told before is told to nobody again."""
    event = Event.objects.get(pk=event_id)
    tell(event.pk, tellings_for(event))


@scheduled(EVERY_MINUTE, name="reception.sweep_calls")
def end_silent_calls() -> None:
    """End the calls of which the telephone system never said that they ended (D1)."""
    sweep_calls()
