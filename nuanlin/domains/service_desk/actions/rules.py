"""Setting when the office serves and who hears of a promise that lapses (B6, B8)."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.hours import check_hours
from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import Level, ServiceRules
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.signals import touch


@dataclass(frozen=True, slots=True)
class Rules:
    """What a manager decides; windows in minutes since midnight, Monday is weekday 0."""

    windows: list[list[int]]
    weekdays: list[int]
    holidays: bool
    warn_minutes: int
    levels: list[Level]
    reopenings: int
    grace_days: int = 7
    sample_percent: int = 5
    improve_stars: int = 2
    unreached_days: int = 3
    slot_minutes: int = 120
    slot_days: int = 7
    slots_offered: int = 6
    anonymous: bool = True
    repeat_days: int = 30


@transaction.atomic
def set_rules(community_id: int, *, rules: Rules, by: Actor) -> ServiceRules:
    """Set the rules of a community; promises given before keep their times.

    Raises Missing for a community that is not the actor's, Refusal for hours or levels that do
    not follow one another.
    """
    community = Community.objects.select_for_update().filter(pk=community_id).first()
    if community is None or not by.holds(in_community=community_id):
        raise Missing
    allow(policy.may_set_rules(by, community_id))
    _check(rules)
    before = ServiceRules.objects.filter(community=community).first()
    values = {**asdict(rules), "weekdays": sorted(set(rules.weekdays))}
    kept = {name: getattr(before or ServiceRules(), name) for name in values}
    found, _new = ServiceRules.objects.update_or_create(community=community, defaults=values)
    changed = {name: kept[name] for name in values if kept[name] != values[name]}
    record("rules.set", subject=found, by=by, community_id=community_id, data={"before": changed})
    touch(f"desk:{community_id}")
    return found


def _check(rules: Rules) -> None:
    check_hours(rules.windows, rules.weekdays)
    if not rules.levels:
        raise Refusal("no_level", _("Please keep at least one level."), field="after_1")
    afters = [level["after"] for level in rules.levels]
    if afters != sorted(set(afters)):
        raise Refusal(
            "levels_crossed", _("Please let each level come later than the one before."),
            field="after_1",
        )  # fmt: skip
