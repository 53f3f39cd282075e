"""The counter of the demonstration: visits of the last days, who waits now, notes, stewards.

Everything is done through the actions and then moved to the day on which it happened.
"""

import random
from datetime import datetime, timedelta

from django.db.models import F, Model

from nuanlin.demonstration.staff import acting
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Occupancy, StaffMember
from nuanlin.domains.reception.actions import visits
from nuanlin.domains.reception.actions.shift import confirm_read, leave_handover
from nuanlin.domains.reception.actions.stewards import appoint_steward
from nuanlin.domains.reception.actions.visits import Arrival
from nuanlin.domains.reception.models import Courtesy, Visit, VisitOutcome, VisitPurpose
from nuanlin.domains.service_desk.actions.declining import (
    Declined,
    decline_wish,
    note_other_way,
)
from nuanlin.domains.service_desk.actions.owners_words import OpinionFacts, note_opinion
from nuanlin.domains.service_desk.models import Contact, DeclinedWish, OpinionKind, WhyNot
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

DAYS, VISITS_A_DAY = 9, 4
SAID = {
    VisitPurpose.ENQUIRY: ("装修要办哪些手续", "已说明，给了装修须知"),
    VisitPurpose.APPLICATION: ("办理电动车充电登记", "登记好了"),
    VisitPurpose.FEE: ("交下半年物业费", "已交清，收据已给"),
    VisitPurpose.KEY: ("来取备用钥匙", "核对身份后交给业主"),
    VisitPurpose.PARCEL: ("取代收的快递", "已签收"),
    VisitPurpose.OTHER: ("问老年食堂在哪里", "已指路"),
}
NOTES = [
    ("周先生的水管第二次修好了，请下午打电话问一问还滴不滴。", "3-1-501", False),
    ("电梯年检的师傅下午三点到，机房钥匙在二号柜。", "", True),
]
WISHES = [
    (5, "想在阳台外面加装花架", WhyNot.SAFETY, "外墙加装有坠落的风险，规定不能安装",
     "我们可以请师傅在阳台内侧装一个置物架", True),
    (3, "希望车位挪到电梯口", WhyNot.NEIGHBOURS, "那几个车位已经有邻居长期租用",
     "有人退租时我第一个打电话告诉您", None),
    (1, "今天就要工人上门通下水", WhyNot.NO_TIME, "今天的师傅都排满了",
     "明早八点第一家去您那儿，您看可以吗", True),
]  # fmt: skip
OPINIONS = [
    (OpinionKind.PRAISE, Contact.FEE, "李师傅修得仔细，走的时候还把地擦干净了"),
    (OpinionKind.SUGGESTION, Contact.ROUND, "儿童乐园傍晚太暗，能不能早点开灯"),
    (OpinionKind.WISH, Contact.NOTICE, "停水通知能不能也贴在地库入口"),
]


def write_counter(
    community: Community, staff: dict[str, StaffMember], *, seed: int, now: datetime
) -> None:
    """Write what the counter saw in the last days, and who stands there now."""
    rng = random.Random(seed)
    desks = [acting(staff["desk"]), acting(staff["desk2"])]
    manager, finance = acting(staff["manager"]), acting(staff["finance"])
    _stewards(community, staff, manager, now)
    people = list(
        Occupancy.objects.filter(home__community=community, ends_on__isnull=True)
        .order_by("pk")
        .values_list("home", "person")
    )
    for ago in range(DAYS, 0, -1):
        for _ in range(VISITS_A_DAY):
            at = clock.moment(clock.local_day(now) - timedelta(days=ago), rng.randint(9, 17),
                              rng.randint(0, 59))  # fmt: skip
            _past_visit(community, rng, rng.choice(people), at, desks[rng.randint(0, 1)], finance)
    _now_there(community, people[40:43], desks[0], now)
    _words(community, desks, staff, now)


def _stewards(
    community: Community, staff: dict[str, StaffMember], manager: Actor, now: datetime
) -> None:
    since = clock.local_day(now) - timedelta(days=400)
    for number, building in enumerate(community.buildings.all()):
        one = staff[("desk", "desk2", "care")[number % 3]]
        appoint_steward(building.pk, staff_id=one.pk, starts_on=since, by=manager)


def _past_visit(
    community: Community,
    rng: random.Random,
    who: tuple[int, int],
    at: datetime,
    desk: Actor,
    finance: Actor,
) -> None:
    purpose = rng.choice(list(SAID))
    words, result = SAID[purpose]
    facts = Arrival(purpose, home_id=who[0], person_id=who[1], words=words)
    visit = visits.arrive(community.pk, facts=facts, by=desk)
    waited = timedelta(minutes=rng.choice([0, 1, 1, 2, 2, 3, 4, 6, 9, 14]))
    if waited > timedelta(minutes=12):
        visits.leave(visit.pk, reason="赶着接孩子，说下午再来", by=desk)
        _move(visit, at, ended_at=at + waited)
        return
    visits.claim(visit.pk, by=desk)
    if purpose == VisitPurpose.FEE:
        visits.tick(visit.pk, courtesy=Courtesy.TEA, done=True, by=desk)
        visits.take_payment(visit.pk, by=finance)
    visits.end_visit(visit.pk, outcome=VisitOutcome.DONE, result=result, by=desk)
    served = at + waited
    paid = served + timedelta(minutes=4) if purpose == VisitPurpose.FEE else None
    _move(visit, at, served_at=served, money_at=paid, ended_at=served + timedelta(minutes=9))


def _now_there(
    community: Community, people: list[tuple[int, int]], desk: Actor, now: datetime
) -> None:
    """Three people at the counter: one waits too long, one pays, one is being looked after."""
    there = [
        (VisitPurpose.ENQUIRY, "想问装修押金什么时候退", 8),
        (VisitPurpose.FEE, "交下半年物业费", 2),
        (VisitPurpose.PARCEL, "取快递", 4),
    ]
    for (purpose, words, minutes), (home, person) in zip(there, people, strict=True):
        facts = Arrival(purpose, home_id=home, person_id=person, words=words)
        visit = visits.arrive(community.pk, facts=facts, by=desk)
        at = now - timedelta(minutes=minutes)
        if purpose == VisitPurpose.PARCEL:
            visits.claim(visit.pk, by=desk)
            _move(visit, at, served_at=at + timedelta(minutes=1))
        else:
            _move(visit, at)


def _words(
    community: Community, desks: list[Actor], staff: dict[str, StaffMember], now: datetime
) -> None:
    """Write notes for the next shift, declined wishes, and what owners said."""
    for text, plate, read in NOTES:
        note = leave_handover(
            community.pk,
            text=text,
            plate=plate,
            reader_ids=[staff["desk"].pk, staff["care"].pk],
            by=desks[1],
        )
        if read:
            confirm_read(note.pk, by=desks[0])
    for days, wish, why, reason, other_way, taken_up in WISHES:
        facts = Declined(wish, why, reason, "实在抱歉，这次没能帮到您", other_way)
        made = decline_wish(community.pk, facts=facts, contact=Contact.VISIT, by=desks[0])
        if taken_up is not None:
            note_other_way(made.pk, taken_up=taken_up, by=desks[0])
        at = now - timedelta(days=days)
        DeclinedWish.objects.filter(pk=made.pk).update(made_at=at)
        _move_events(made, at)
    for kind, contact, words in OPINIONS:
        praised = staff["engineer"].pk if kind == OpinionKind.PRAISE else None
        note_opinion(
            community.pk,
            facts=OpinionFacts(words, kind, contact, praised_id=praised),
            by=desks[0],
        )


def _move(visit: Visit, at: datetime, **moments: datetime | None) -> None:
    Visit.objects.filter(pk=visit.pk).update(arrived_at=at, **moments)
    _move_events(visit, at)


def _move_events(subject: Model, at: datetime) -> None:
    """Let the events of something lie from ``at`` on, a minute after each other at most."""
    events = Event.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk
    ).order_by("pk")
    first = events.first()
    if first is not None:
        events.update(at=F("at") + (at - first.at))
