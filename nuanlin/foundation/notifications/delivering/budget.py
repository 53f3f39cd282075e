"""When the month's money for a way is spent, administrators hear of it once."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.accounts.administrators import administrators
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.notifications.delivering.pacing import month_of
from nuanlin.foundation.notifications.models import ChannelState, Way


@transaction.atomic
def tell_once(way: Way) -> bool:
    """Tell administrators that ``way`` waits for money; return whether it was news this month."""
    from nuanlin.foundation.notifications.actions import Telling, tell

    month = month_of(timezone.now())
    state = ChannelState.objects.select_for_update().get(way=way)
    if state.told_month == month:
        return False
    state.told_month = month
    state.save(update_fields=["told_month"])
    event = record("channel.budget_spent", subject=state, by=SYSTEM)
    words = N_("This month's budget for text messages is spent. They wait until you raise it.")
    tell(event.pk, [Telling(administrators(), words, url=reverse("channels:channel", args=[way]))])
    return True
