"""The words of a notice: courteous, in Chinese and English, from what its form was told (F1-F3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Notice, NoticeKind, OutageKind
from nuanlin.domains.notices.queries.choosing import places_in_words
from nuanlin.lib import clock

CHINESE, ENGLISH = "zh-hans", "en"
TITLE, BRIEF = 100, 140
# What words are composed from, and what they are.
ABOUT = ("kind", "affair", "reason", "starts_at", "until", "what_to_do", "ask_whom")
WORDS = ("title", "text", "brief", "title_en", "text_en")
OFF: dict[str, Callable[[], str]] = {
    OutageKind.WATER: lambda: pgettext("notice", "no water"),
    OutageKind.POWER: lambda: pgettext("notice", "no power"),
    OutageKind.GAS: lambda: pgettext("notice", "no gas"),
    OutageKind.HEATING: lambda: pgettext("notice", "no heating"),
    OutageKind.LIFT: lambda: pgettext("notice", "a lift out of order"),
    OutageKind.NETWORK: lambda: pgettext("notice", "no network"),
    OutageKind.OTHER: lambda: pgettext("notice", "something out of order"),
}
BACK: dict[str, Callable[[], str]] = {
    OutageKind.WATER: lambda: pgettext("notice", "the water is back"),
    OutageKind.POWER: lambda: pgettext("notice", "the power is back"),
    OutageKind.GAS: lambda: pgettext("notice", "the gas is back"),
    OutageKind.HEATING: lambda: pgettext("notice", "the heating is back"),
    OutageKind.LIFT: lambda: pgettext("notice", "the lift runs again"),
    OutageKind.NETWORK: lambda: pgettext("notice", "the network is back"),
    OutageKind.OTHER: lambda: pgettext("notice", "all is well again"),
}
OUTAGES = (NoticeKind.SUDDEN_OUTAGE, NoticeKind.PLANNED_OUTAGE)
# Whoever is disturbed is asked for understanding; a wish for a festival is not.
DISTURBING = (*OUTAGES, NoticeKind.REPAIR, NoticeKind.PEST_CONTROL)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the form of a notice was told; ``where`` names the homes in the reader's language."""

    kind: str
    where: Callable[[], str]
    affair: str = ""
    reason: str = ""
    starts_at: datetime | None = None
    until: datetime | None = None
    what_to_do: str = ""
    ask_whom: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """The words of a notice in both languages; ``brief`` is the line for SMS and banner."""

    title: str
    text: str
    brief: str
    title_en: str
    text_en: str


def facts_of(notice: Notice) -> Facts:
    """Return what a notice that is kept was told."""
    audience = Audience.of_json(notice.audience)
    return Facts(
        kind=notice.kind,
        where=lambda: places_in_words(audience, notice.community_id),
        affair=notice.affair,
        reason=notice.reason,
        starts_at=notice.starts_at,
        until=notice.until,
        what_to_do=notice.what_to_do,
        ask_whom=notice.ask_whom,
        office=notice.community.office_name,
    )


def compose(facts: Facts) -> Composed:
    """Return the words of a notice, with reason, from, to, what to do, whom to ask (F2)."""
    with override(ENGLISH):
        title_en, text_en = _title(facts)[:140], _text(facts)
    with override(CHINESE):
        return Composed(_title(facts)[:TITLE], _text(facts), _brief(facts), title_en, text_en)


def compose_end(facts: Facts, title: str, title_en: str) -> Composed:
    """Return how the end of a notice is told ("the water is back"), with thanks."""
    with override(ENGLISH):
        told_en = _over(facts, title_en or title)
        text_en = _letter([told_en + ".", _thanks()], facts.office)
    with override(CHINESE):
        told = _over(facts, title)
        line = _("%(told)s. %(thanks)s") % {"told": told, "thanks": _thanks()}
        return Composed(
            told[:TITLE], _letter([line], facts.office), line[:BRIEF], told_en[:140], text_en
        )


def period(starts_at: datetime | None, until: datetime | None) -> str:
    """Return from when to when, with dates that hold on paper too; "" if nothing is known."""
    if starts_at is None:
        return _("until %(until)s") % {"until": moment(until)} if until is not None else ""
    if until is None:
        return _("from %(starts)s") % {"starts": moment(starts_at)}
    same = clock.local_day(starts_at) == clock.local_day(until)
    last = f"{clock.local(until):%H:%M}" if same else moment(until)
    return _("from %(starts)s to %(until)s") % {"starts": moment(starts_at), "until": last}


def moment(at: datetime) -> str:
    """Return a moment as a letter says it: the day and the hour."""
    return f"{clock.told_day(clock.local_day(at))} {clock.local(at):%H:%M}"


def _title(facts: Facts) -> str:
    where = facts.where()
    day = clock.told_day(clock.local_day(facts.starts_at)) if facts.starts_at else ""
    known = {"where": where, "day": day, "reason": facts.reason, "off": _off(facts)}
    if facts.kind == NoticeKind.SUDDEN_OUTAGE or (facts.kind in OUTAGES and not day):
        return _upper(_("%(off)s at %(where)s") % known)
    if facts.kind == NoticeKind.PLANNED_OUTAGE:
        return _upper(_("%(off)s on %(day)s at %(where)s") % known)
    if facts.kind == NoticeKind.REPAIR:
        return _("Works at %(where)s") % known
    if facts.kind == NoticeKind.PEST_CONTROL:
        return _("Pest and rodent control on %(day)s at %(where)s") % known
    if facts.kind == NoticeKind.SAFETY:
        return _("For your safety: %(reason)s") % known
    return facts.reason or _("A word from the office")


def _first(facts: Facts) -> str:
    known = {
        "where": facts.where(),
        "off": _off(facts),
        "reason": facts.reason,
        "period": period(facts.starts_at, facts.until),
        "until": moment(facts.until) if facts.until is not None else "",
    }
    if facts.kind == NoticeKind.SUDDEN_OUTAGE:
        said = (
            _("Because of %(reason)s there is %(off)s at %(where)s.")
            if facts.reason
            else _("There is %(off)s at %(where)s.")
        ) % known
        back = _("We expect it back by %(until)s.") if facts.until is not None else ""
        return _upper(" ".join(part for part in (said, back % known) if part))
    if facts.kind == NoticeKind.PLANNED_OUTAGE:
        because = _("Because of %(reason)s there will be %(off)s at %(where)s %(period)s.")
        plain = _("There will be %(off)s at %(where)s %(period)s.")
        return _upper((because if facts.reason else plain) % known)
    if facts.kind == NoticeKind.REPAIR:
        because = _("Because of %(reason)s we work at %(where)s %(period)s.")
        return (because if facts.reason else _("We work at %(where)s %(period)s.")) % known
    if facts.kind == NoticeKind.PEST_CONTROL:
        return _("Against insects and rats we lay out bait at %(where)s %(period)s.") % known
    return _("%(reason)s.") % known if facts.reason else ""


def compose_withdrawal(notice: Notice) -> Composed:
    """Return how those who got a notice are told that it does not hold any more."""
    office = notice.community.office_name

    def said(title: str) -> tuple[str, str, str]:
        heading = _("Withdrawn: %(title)s") % {"title": title}
        lines = [_("Our notice “%(title)s” does not hold any more.") % {"title": title}, _sorry()]
        return heading[:TITLE], _letter(lines, office), _joined(" ".join(lines))[:BRIEF]

    with override(CHINESE):
        title, text, brief = said(notice.title)
    with override(ENGLISH):
        title_en, text_en, _brief_en = said(notice.title_en or notice.title)
    return Composed(title=title, text=text, brief=brief, title_en=title_en, text_en=text_en)


def _text(facts: Facts) -> str:
    lines = [_first(facts), _stopped(facts.what_to_do)]
    if facts.ask_whom:
        lines.append(_("If you have any question, please ask %(whom)s.") % {"whom": facts.ask_whom})
    if facts.kind in DISTURBING:
        lines.append(_sorry())
    return _letter(lines, facts.office)


def _brief(facts: Facts) -> str:
    """Return the line for SMS, as long as it may be: what to do is left out before the rest."""
    sorry = _sorry() if facts.kind in DISTURBING else ""
    whole = _joined(" ".join(filter(None, [_first(facts), _stopped(facts.what_to_do), sorry])))
    if len(whole) <= BRIEF:
        return whole
    return _joined(" ".join(filter(None, [_first(facts), sorry])))[:BRIEF]


def _stopped(line: str) -> str:
    line = line.strip()
    return line if not line or line[-1] in "。！？.!?" else _("%(line)s.") % {"line": line}


def _letter(lines: list[str], office: str) -> str:
    opening = _("Dear owners and residents,")
    told = [opening, *(_joined(line) for line in lines if line.strip())]
    signed = [part for part in (office, clock.told_day(clock.today())) if part]
    return "\n".join([*told, " ".join(signed)])


def _over(facts: Facts, title: str) -> str:
    if facts.affair in BACK and facts.kind in OUTAGES:
        known = {"where": facts.where(), "back": BACK[facts.affair]()}
        return _upper(_("%(back)s at %(where)s") % known)
    return _("It is over: %(title)s") % {"title": title}


def _off(facts: Facts) -> str:
    return OFF[facts.affair or OutageKind.OTHER]()


def _sorry() -> str:
    return _("We are sorry for the inconvenience.")


def _thanks() -> str:
    return _("Thank you for your patience.")


def _upper(line: str) -> str:
    return line[:1].upper() + line[1:]


def _joined(line: str) -> str:
    # Chinese sentences follow each other without a space.
    return line.strip().replace("。 ", "。")
