"""How each kind of notice is carried out, unless a community's manager has set otherwise (F1)."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from nuanlin.domains.notices.models import NoticeKind, NoticeRule, Standing, Way

EVERYBODY = ("owner", "owner_elsewhere", "family", "tenant")
LIVING_THERE = ("owner", "family", "tenant")
# An answer, a word with somebody, or paper: whoever only saw it may not have understood.
ANSWERED = (
    Standing.CONFIRMED,
    Standing.SPOKEN,
    Standing.FAMILY_TELLS,
    Standing.HANDED,
    Standing.AT_DOOR,
)
READ = (Standing.SEEN, *ANSWERED)


@dataclass(frozen=True, slots=True)
class Step:
    """Ways that are tried together, and after how many minutes the next step follows."""

    ways: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a notice of a kind; see ``NoticeRule`` for each field."""

    ladder: tuple[Step, ...]
    counts: tuple[str, ...]
    whole_household: bool = True
    second_person: bool = False
    lead_hours: int = 0
    urgent: bool = False
    roles: tuple[str, ...] = LIVING_THERE
    second_round_minutes: int = 30

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept on a notice that is sent."""
        kept: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return kept

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Terms":
        """Return what ``as_json`` kept."""
        ladder = tuple(Step(tuple(step["ways"]), step["minutes"]) for step in kept["ladder"])
        listed = {name: tuple(kept[name]) for name in ("counts", "roles")}
        return cls(**{**kept, **listed, "ladder": ladder})


_SCREENS = (Way.APP, Way.PUSH, Way.WECHAT)
_QUIET = (Step((*_SCREENS, Way.EMAIL), 24 * 60), Step((Way.SMS,), 24 * 60))

DEFAULTS: Final[dict[str, Terms]] = {
    NoticeKind.SUDDEN_OUTAGE: Terms(
        (Step((*_SCREENS, Way.SMS), 5), Step((Way.PHONE,), 60), Step((Way.PAPER,), 0)),
        READ,
        urgent=True,
    ),
    NoticeKind.PLANNED_OUTAGE: Terms(
        (Step((*_SCREENS, Way.EMAIL), 6 * 60), Step((Way.SMS,), 6 * 60), Step((Way.PAPER,), 0)),
        READ,
        second_person=True,
        lead_hours=24,
    ),
    NoticeKind.REPAIR: Terms((*_QUIET, Step((Way.PAPER,), 0)), READ),
    NoticeKind.PEST_CONTROL: Terms(
        (Step((*_SCREENS, Way.EMAIL, Way.PAPER), 0),), ANSWERED, second_person=True, lead_hours=24
    ),
    NoticeKind.SAFETY: Terms(
        (Step((*_SCREENS, Way.SMS), 60), Step((Way.PHONE,), 0)), ANSWERED, urgent=True
    ),
    NoticeKind.GENERAL: Terms(_QUIET, READ, roles=EVERYBODY),
    NoticeKind.FESTIVAL: Terms((Step((*_SCREENS, Way.EMAIL), 0),), READ, roles=EVERYBODY),
}


def terms_of(community_id: int, kind: str) -> Terms:
    """Return how the community carries out notices of ``kind``. One statement."""
    rule = NoticeRule.objects.filter(community=community_id, kind=kind).first()
    return DEFAULTS[kind] if rule is None else _terms_in(rule)


def all_terms(community_id: int) -> dict[str, Terms]:
    """Return how the community carries out each kind of notice. One statement."""
    kept = NoticeRule.objects.filter(community=community_id)
    return DEFAULTS | {rule.kind: _terms_in(rule) for rule in kept}


def _terms_in(rule: NoticeRule) -> Terms:
    return Terms.of_json({field.name: getattr(rule, field.name) for field in fields(Terms)})
