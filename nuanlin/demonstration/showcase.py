"""What everybody who tries the demonstration should meet, whatever the hour.

Zhou's kitchen pipe: the first visit did not hold, the second is done, and the office waits for the
owner's word. And three neighbours who have just reported something that nobody has read yet.
"""

from datetime import datetime, timedelta
from typing import Any

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.service_desk.actions.intake import title_from
from nuanlin.domains.service_desk.models import (
    Case,
    Category,
    Channel,
    FollowUp,
    Kind,
    Material,
    Outcome,
    Round,
    Source,
    State,
    Urgency,
)
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS
from nuanlin.foundation.audit.models import Event

# Minutes ago, home, category, kind, words.
JUST_REPORTED = [
    (4, "5-1-602", "power-light", Kind.REPAIR, "卫生间灯不亮，换了灯泡也没用"),
    (11, "9-1-301", "order-decorating", Kind.COMPLAINT, "楼上装修，中午一直在打孔"),
    (19, "2-2-1101", "heating-cold", Kind.REPAIR, "暖气不热，家里才 16 度，老人怕冷"),
]

Step = tuple[str, datetime, int | None, dict[str, Any]]


def write_showcase(community: Community, staff: dict[str, StaffMember], *, now: datetime) -> Case:
    """Write the case as it stands a quarter of an hour after the second visit."""
    zhou = Person.objects.get(name="周建国", occupancies__home__community=community)
    category = Category.objects.get(code="water-leak")
    began = now - timedelta(hours=27)
    case = Case.objects.create(
        community=community,
        category=category,
        urgency=Urgency.URGENT,
        urgency_rank=1,
        title="厨房水管漏水",
        description="厨房水管漏水，接头那里一直滴，拿盆接着呢",
        home=Home.objects.get(community=community, plate="3-1-501"),
        reporter=zhou,
        source=Source.APP,
        reported_at=began,
        recorded_at=began,
        recorded_by_id=zhou.account_id,
        state=State.DONE,
        department=staff["engineer"].posts.get().department,
        assignee=staff["engineer"],
        round_number=2,
        promised_at=began + timedelta(hours=2),
    )
    first = _round(case, staff["engineer2"], 1, began + timedelta(minutes=24))
    first.found, first.work = "接头密封圈老化", "紧固接头，试水无渗漏"
    second = _round(case, staff["engineer"], 2, now - timedelta(hours=2))
    second.found = "密封圈开裂，软管内胆起泡"
    second.work = "更换软管和密封圈，试水 10 分钟无渗漏"
    Round.objects.bulk_update([first, second], ["found", "work"])
    Material.objects.create(round=second, name="不锈钢软管", unit="根")
    asked = first.done_at + timedelta(hours=2) if first.done_at else now
    follow_up = FollowUp.objects.create(
        case=case,
        community=community,
        round=first,
        due_at=asked,
        made_at=asked,
        made_by_id=staff["desk"].account_id,
        made_by=staff["desk"].name,
        channel=Channel.CALL,
        outcome=Outcome.NOT_FIXED,
        words="接头处还在滴水",
        defect="接头处还在滴水",
    )
    FollowUp.objects.create(
        case=case, community=community, round=second, turn=2, due_at=now - timedelta(minutes=5)
    )
    desk = staff["desk"].account_id
    story: list[Step] = [
        ("case.submitted", began, zhou.account_id, {"source": "app"}),
        ("case.classified", began + timedelta(minutes=4), desk, {}),
        *_steps(first, desk),
        ("case.reopened", asked, desk, {"follow_up": follow_up.pk, "outcome": "not_fixed"}),
        *_steps(second, desk),
    ]
    _just_reported(community, now)
    Event.objects.bulk_create(
        Event(
            verb=verb,
            at=at,
            account_id=account_id,
            subject_type=Case._meta.label_lower,
            subject_id=case.pk,
            community_id=community.pk,
            data=data,
        )
        for verb, at, account_id, data in story
    )
    return case


def _just_reported(community: Community, now: datetime) -> None:
    for minutes, plate, code, kind, words in JUST_REPORTED:
        home = Home.objects.get(community=community, plate=plate)
        person = Person.objects.filter(occupancies__home=home).earliest("pk")
        at = now - timedelta(minutes=minutes)
        category = Category.objects.get(code=code)
        case = Case.objects.create(
            community=community,
            kind=kind,
            category=category,
            urgency=category.urgency,
            urgency_rank=URGENCY_RANKS[Urgency(category.urgency)],
            title=title_from(words, category),
            description=words,
            home=home,
            reporter=person,
            source=Source.APP,
            reported_at=at,
            recorded_at=at,
            recorded_by_id=person.account_id,
            promised_at=at + timedelta(minutes=category.promise_minutes),
        )
        Event.objects.create(
            verb="case.submitted",
            at=at,
            account_id=person.account_id,
            subject_type=Case._meta.label_lower,
            subject_id=case.pk,
            community_id=community.pk,
            data={"source": "app"},
        )


def _round(case: Case, worker: StaffMember, number: int, assigned_at: datetime) -> Round:
    arrived_at = assigned_at + timedelta(minutes=74)
    return Round.objects.create(
        case=case,
        number=number,
        assignee=worker,
        assigned_at=assigned_at,
        accepted_at=assigned_at + timedelta(minutes=3),
        set_out_at=assigned_at + timedelta(minutes=58),
        arrived_at=arrived_at,
        done_at=arrived_at + timedelta(minutes=31),
    )


def _steps(round_: Round, desk: int | None) -> list[Step]:
    worker, data = round_.assignee.account_id, {"round": round_.number}
    steps = [
        ("case.assigned", round_.assigned_at, desk, {**data, "to": round_.assignee_id}),
        ("case.accepted", round_.accepted_at, worker, data),
        ("case.set_out", round_.set_out_at, worker, data),
        ("case.arrived", round_.arrived_at, worker, data),
        ("case.done", round_.done_at, worker, data),
    ]
    return [(verb, at, account_id, told) for verb, at, account_id, told in steps if at is not None]
