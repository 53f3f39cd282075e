"""Setting when the office answers, and what it says when it does not."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import OfficeHours
from nuanlin.domains.conversations.thread import allow
from nuanlin.domains.estate.hours import check_hours
from nuanlin.domains.estate.models import Community
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal

MOST_MINUTES = 2 * 24 * 60


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What a manager decides; windows in minutes since midnight, Monday is weekday 0."""

    windows: list[list[int]]
    weekdays: list[int]
    holidays: bool
    answer_minutes: int
    closed_text: str = ""
    emergency_phone: str = ""


@transaction.atomic
def set_office_hours(community_id: int, *, hours: OfficeFacts, by: Actor) -> OfficeHours:
    """Set when the office answers; clocks that already run keep their time.

    Raises Missing for a community that is not the actor's, Refusal for hours that do not follow
    one another and for an answer promised sooner than in a minute or later than in two days.
    """
    policy.at_inbox_of(by, community_id)
    allow(policy.may_set_hours(by, community_id))
    community = one(Community.objects.select_for_update(), community_id)
    check_hours(hours.windows, hours.weekdays)
    if not 1 <= hours.answer_minutes <= MOST_MINUTES:
        raise Refusal(
            "answer_minutes",
            _("Please choose between one minute and two days."),
            field="answer_minutes",
        )
    values = asdict(hours) | {"weekdays": sorted(set(hours.weekdays))}
    kept, _new = OfficeHours.objects.update_or_create(community=community, defaults=values)
    record("conversation.hours_set", subject=kept, by=by, community_id=community_id)
    return kept
