"""Background work of notices; each may run late or twice without harm."""

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.actions.calling import return_forgotten
from nuanlin.domains.notices.calling import drop_needless
from nuanlin.domains.notices.climbing import advance as take_on
from nuanlin.domains.notices.evenings import tell_of_doors_left
from nuanlin.foundation.jobs.tasks import EVERY_MINUTE, scheduled

# 08:00 in Shanghai.
IN_THE_MORNING = "0 0 * * *"
# 18:00 in Shanghai.
IN_THE_EVENING = "0 10 * * *"


@scheduled(EVERY_MINUTE, name="notices.advance")
def advance() -> None:
    """Send what is due, end what has expired, take those not reached to the next way (F1, F2).

    Numbers that somebody forgot go back on their lists, those not needed any more leave them.
    """
    actions.send_due()
    actions.expire()
    take_on()
    return_forgotten()
    drop_needless()


@scheduled(IN_THE_MORNING, name="notices.make_due")
def make_due() -> None:
    """Write the notices of the day that come again by themselves (F1)."""
    actions.make_due()


@scheduled(IN_THE_EVENING, name="notices.tell_of_doors_left")
def tell_of_doors() -> None:
    """Tell the desk which doors have no paper yet for what begins tomorrow (F3)."""
    tell_of_doors_left()
