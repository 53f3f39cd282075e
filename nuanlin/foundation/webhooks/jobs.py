"""Background work of webhooks."""

from nuanlin.foundation.jobs.tasks import NIGHTLY, scheduled, task
from nuanlin.foundation.webhooks import delivering


@task("webhooks.deliver", queue="webhooks")
def deliver(delivery_id: int) -> None:
    """Try one delivery; the next try is queued by itself."""
    delivering.try_once(delivery_id)


@scheduled(NIGHTLY, name="webhooks.forget")
def forget() -> None:
    """Delete the log of deliveries that are a month old."""
    delivering.forget()
