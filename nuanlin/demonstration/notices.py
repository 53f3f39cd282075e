"""Notices of the last days: water off right now, rodent control tomorrow, one waiting (F1-F3)."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from nuanlin.demonstration.accounts import MOTHER_PHONE, OWNER_PHONE
from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.notices import actions, climbing
from nuanlin.domains.notices.actions import NoticeWords, calling
from nuanlin.domains.notices.actions.paper import Ticked, tick
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.composing import Facts
from nuanlin.domains.notices.models import (
    Attempt,
    Call,
    CallResult,
    Notice,
    NoticeKind,
    Reach,
    Slip,
    Standing,
)
from nuanlin.domains.notices.queries.choosing import places_in_words
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.service_desk.actions import OutageFacts, open_outage
from nuanlin.domains.service_desk.models import Outage, OutageKind
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock, phones

CALLS = 40
CARRIED, CARRIED_FROM = 60, 15  # so many slips, since three in the afternoon
# What becomes of slips, again and again: most people are at home, or have a place for paper.
DOORS = (
    Standing.HANDED, Standing.HANDED, Standing.AT_DOOR, Standing.HANDED, Standing.NO_ANSWER,
    Standing.AT_DOOR, Standing.HANDED,
)  # fmt: skip
SENT_AGO = timedelta(minutes=50)
# What comes of calls, again and again: most people answer.
RESULTS = (
    CallResult.SPOKEN, CallResult.SPOKEN, CallResult.NO_ANSWER, CallResult.SPOKEN,
    CallResult.FAMILY_TELLS, CallResult.SPOKEN, CallResult.SPOKEN, CallResult.WRONG_NUMBER,
)  # fmt: skip


def write_notices(community: Community, staff: dict[str, StaffMember]) -> None:
    """Write a water cut that is being told, rodent control, a festival, and a draft."""
    desk, second, manager, guard = (
        _actor(staff[name].account_id) for name in ("desk", "desk2", "manager", "guard")
    )
    son = _actor(User.objects.get(username=phones.canonical(OWNER_PHONE)).pk)
    mother = _actor(User.objects.get(username=phones.canonical(MOTHER_PHONE)).pk)
    building = Home.objects.get(pk=son.homes[0].home_id).building_id
    _festival(community, desk, son)
    _rodents(community, desk, manager, guard, building)
    _water(community, desk, second, mother, building)
    _waiting(community, second)


def _water(community: Community, desk: Actor, second: Actor, mother: Actor, building: int) -> None:
    now = timezone.now()
    outage = open_outage(
        community.pk,
        facts=OutageFacts(
            OutageKind.WATER,
            "水泵房阀门抢修，请先存一点水，暂时不要使用热水器",
            expected_until=now + timedelta(hours=3),
            building_ids=[building],
        ),
        by=desk,
    )
    notice = outage.notice
    assert notice is not None
    actions.confirm(notice.pk, by=mother)
    Reach.objects.filter(notice=notice, next_at__isnull=False).update(next_at=now)
    climbing.advance()
    for number in range(CALLS):
        by = (desk, second)[number % 2]
        call = calling.take_next(notice.pk, by=by)
        if call is None:
            break
        calling.end_call(call.pk, result=RESULTS[number % len(RESULTS)], by=by)
    _minutes_ago(notice, SENT_AGO)
    Notice.objects.filter(pk=notice.pk).update(starts_at=F("sent_at"))
    Outage.objects.filter(pk=outage.pk).update(
        starts_at=F("starts_at") - SENT_AGO, created_at=F("created_at") - SENT_AGO
    )
    _one_after_the_other(notice)


def _rodents(
    community: Community, desk: Actor, manager: Actor, guard: Actor, building: int
) -> None:
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=36)
    words = _words(
        community,
        NoticeKind.PEST_CONTROL,
        Audience(building_ids=[building]),
        starts_at=starts_at,
        until=starts_at + timedelta(hours=4),
        what_to_do="请看管好孩子和宠物，药饵请勿触碰",
    )
    draft = actions.save_draft(community.pk, words=words, by=desk)
    actions.ask_second_look(draft.pk, by=desk)
    actions.approve(draft.pk, by=manager)
    notice = actions.send_notice(draft.pk, by=desk)
    begun = clock.moment(clock.today() - timedelta(days=1), CARRIED_FROM)
    _minutes_ago(notice, timezone.now() - begun)
    slips = Slip.objects.filter(notice=notice).order_by("order")[:CARRIED]
    for number, slip in enumerate(slips):
        at = begun + timedelta(minutes=40 + 3 * number)
        tick(slip.pk, ticked=Ticked(DOORS[number % len(DOORS)], at), by=guard)


def _festival(community: Community, desk: Actor, son: Actor) -> None:
    words = _words(
        community,
        NoticeKind.FESTIVAL,
        Audience(whole=True),
        reason="周六上午社区义诊",
        what_to_do="九点到十一点，测血压、血糖，牙科和中医咨询，就在中心广场。欢迎您来",
    )
    draft = actions.save_draft(community.pk, words=words, by=desk)
    sent = actions.send_notice(draft.pk, by=desk)
    actions.confirm(sent.pk, by=son)
    _minutes_ago(sent, timedelta(days=2))


def _waiting(community: Community, second: Actor) -> None:
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=6)
    words = _words(
        community,
        NoticeKind.PLANNED_OUTAGE,
        Audience(whole=True),
        affair=OutageKind.POWER,
        reason="供电局线路检修",
        starts_at=starts_at,
        until=starts_at + timedelta(hours=3),
        what_to_do="电梯届时停运，请提前安排出行",
    )
    draft = actions.save_draft(community.pk, words=words, by=second)
    actions.ask_second_look(draft.pk, by=second)


def _words(
    community: Community, kind: NoticeKind, audience: Audience, **facts: object
) -> NoticeWords:
    about = Facts(
        kind,
        lambda: places_in_words(audience, community.pk),
        ask_whom=community.hotline,
        office=community.office_name,
        **facts,  # type: ignore[arg-type]
    )
    return NoticeWords.composed(about, audience)


def _minutes_ago(notice: Notice, back: timedelta) -> None:
    """Let a notice have gone out so long before."""
    rows = {
        Notice.objects.filter(pk=notice.pk): ("sent_at", "made_at"),
        Reach.objects.filter(notice=notice): ("reached_at",),
        Attempt.objects.filter(notice=notice): ("made_at", "stood_at"),
        Event.objects.filter(subject_type=Notice._meta.label_lower, subject_id=notice.pk): ("at",),
    }
    for found, names in rows.items():
        found.update(**{name: F(name) - back for name in names})


def _one_after_the_other(notice: Notice) -> None:
    """Let the calls have been made one after the other since the notice went out."""
    notice.refresh_from_db()
    assert notice.sent_at is not None
    calls = Call.objects.filter(notice=notice, ended_at__isnull=False).order_by("pk")
    for number, call in enumerate(calls, start=1):
        at = notice.sent_at + timedelta(minutes=5) + number * timedelta(seconds=55)
        Call.objects.filter(pk=call.pk).update(taken_at=at - timedelta(seconds=40), ended_at=at)
        called = Reach.objects.filter(calls__call=call)
        Attempt.objects.filter(call__call=call).update(stood_at=at)
        called.filter(reached_by="phone").update(reached_at=at)


def _actor(account_id: int | None) -> Actor:
    account = account_with_actor(User.objects.filter(pk=account_id or 0))
    assert account is not None
    return account.actor
