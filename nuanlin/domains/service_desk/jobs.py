"""Background work of the service desk; each may run late or twice without harm."""

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import forwarding
from nuanlin.domains.service_desk.groups import post_about
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.jobs.tasks import EVERY_MINUTE, NIGHTLY, scheduled, task
from nuanlin.foundation.notifications.actions import tell
from nuanlin.foundation.webhooks.delivering import fan_out

EVERY_TEN_MINUTES = "*/10 * * * *"
# 07:30 in Shanghai.
BEFORE_WORK = "30 23 * * *"


@task("service_desk.tell_about", queue="messages")
def tell_about(event_id: int) -> None:
    """Tell whom an event concerns; an event told before is told to nobody again."""
    event = Event.objects.get(pk=event_id)
    tell(event.pk, tellings_for(event))
    post_about(event)
    fan_out(event)
    forwarding.consider_forwarding(event)


@scheduled(NIGHTLY, name="service_desk.return_work_of_absent")
def return_work_of_absent() -> None:
    """Give back what those who are away for long from today on have not begun (A3)."""
    actions.return_work_of_all_absent()


@scheduled(EVERY_MINUTE, name="service_desk.sweep")
def sweep() -> None:
    """Warn before promises lapse and report upward what has lapsed (B6)."""
    actions.sweep()


@scheduled(BEFORE_WORK, name="service_desk.tell_of_late_parts")
def tell_of_late_parts() -> None:
    """Tell of cases that wait for parts which should have come by now (B8)."""
    actions.tell_of_late_parts()


@scheduled(NIGHTLY, name="service_desk.draw_second_calls")
def draw_second_calls() -> None:
    """Draw which satisfied owners a superior asks once more (B9)."""
    actions.draw_second_calls()


@scheduled(NIGHTLY, name="service_desk.retrain")
def retrain() -> None:
    """Learn from the office's own cases what words mean which category."""
    actions.retrain()


@task("service_desk.forward", queue="webhooks")
def forward(forwarded_id: int) -> None:
    """Send a case on to another organisation."""
    forwarding.forward_case(forwarded_id)


@scheduled(EVERY_TEN_MINUTES, name="service_desk.ask_about_forwarded")
def ask_about_forwarded() -> None:
    """Ask other organisations how the cases stand that were sent on to them."""
    forwarding.ask_about_forwarded()


@task("service_desk.write_export")
def write_export(export_id: int) -> None:
    """Write a workbook of many cases that somebody asked for (B3)."""
    actions.write_export(export_id)


@scheduled(NIGHTLY, name="service_desk.forget_exports")
def forget_exports() -> None:
    """Delete workbooks written a week ago."""
    actions.forget_exports()
