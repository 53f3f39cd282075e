"""Background work of the figures; each may run late or twice without harm."""

from nuanlin.domains.quality import facts
from nuanlin.foundation.jobs.tasks import NIGHTLY, scheduled

EVERY_FIVE_MINUTES = "*/5 * * * *"


@scheduled(EVERY_FIVE_MINUTES, name="quality.bring_up_to_date")
def bring_up_to_date() -> None:
    """Read what has happened, so that whoever opens the report waits for little."""
    facts.bring_up_to_date()


@scheduled(NIGHTLY, name="quality.build_anew")
def build_anew() -> None:
    """Reckon all facts once more: a home may have been numbered anew, or a holiday announced."""
    facts.build_anew()
