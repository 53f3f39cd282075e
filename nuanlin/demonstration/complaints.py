"""What owners were not content with and what they suggested, over the last days (C1-C4)."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from nuanlin.domains.estate.models import CommonArea, Community
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import ComplaintWords, Heard
from nuanlin.domains.service_desk.models import (
    About,
    Case,
    Complaint,
    Idea,
    Kind,
    Message,
    Outcome,
    Source,
    Verdict,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import phones


def write_complaints(
    community: Community, staff: dict[str, StaffMember], *, owner: str, mother: str
) -> None:
    """Write a register with open and closed complaints, one in confidence, and suggestions.

    ``owner`` and ``mother`` are the names by which two residents sign in.
    """
    desk, manager = _actor(staff["desk"].account_id), _actor(staff["manager"].account_id)
    son, lady = _signed_in(owner), _signed_in(mother)
    home = son.homes[0].home_id
    garage = CommonArea.objects.get(community=community, name="B1 车库东区")
    _settled(community, desk, garage.pk, son)
    _confidential(staff["desk2"], manager, home, lady)
    _disputed(community, desk, manager, home, son)
    _told_to_all(manager, home, lady)
    _waiting(home, son)


def _settled(community: Community, desk: Actor, garage: int, son: Actor) -> None:
    case = actions.record_complaint(
        ComplaintWords(
            "车库东区的灯坏了三盏，晚上看不清", about=About.PLACE, common_area_id=garage
        ),
        community_id=community.pk,
        source=Source.PHONE,
        reporter_id=son.person_id,
        heard=Heard("给您添麻烦了，真对不起", "电工查看，镇流器老化", True),
        by=desk,
    )
    actions.settle_online(case.pk, answer="三盏灯今天都换好了，欢迎您再看看。", by=desk)
    actions.answer_as_owner(case.pk, outcome=Outcome.SATISFIED, words="亮多了", by=son)
    _days_ago(case, 6)


def _confidential(about: StaffMember, manager: Actor, home: int, lady: Actor) -> None:
    case = actions.submit_complaint(
        ComplaintWords(
            "前台说话太急，我耳朵不好，问了两遍就不耐烦了",
            about=About.PERSON,
            staff_ids=[about.pk],
            home_id=home,
            confidential=True,
        ),
        by=lady,
    )
    handlers = [manager.staff_id] if manager.staff_id is not None else []
    actions.name_handlers(case.pk, staff_ids=handlers, by=manager)
    _days_ago(case, 1)


def _disputed(community: Community, desk: Actor, manager: Actor, home: int, son: Actor) -> None:
    case = actions.record_complaint(
        ComplaintWords(
            "楼上每晚十一点还在拖桌子，说过两次没用", about=About.NEIGHBOUR, home_id=home
        ),
        community_id=community.pk,
        source=Source.COUNTER,
        reporter_id=son.person_id,
        heard=Heard("影响您休息了，真对不起", "楼上有学生晚自习后回家", False),
        by=desk,
    )
    actions.note_mediation(
        case.pk,
        present="业主、楼上住户、经理",
        owner_words="十点以后请安静",
        neighbour_words="孩子十点半才到家，可以铺地垫",
        office_words="社区送两张地垫，约定十点半后不挪家具",
        outcome="双方同意，试行两周后再问",
        by=manager,
    )
    _days_ago(case, 2)


def _told_to_all(manager: Actor, home: int, lady: Actor) -> None:
    for words, reason, result, said, did, days in TOLD:
        case = actions.submit_complaint(
            ComplaintWords(words, kind=Kind.SUGGESTION, home_id=home), by=lady
        )
        actions.decide_idea(case.pk, verdict=Verdict.ADOPT, reason=reason, by=manager)
        actions.carry_out_idea(case.pk, result=result, by=manager)
        actions.publish_idea(case.pk, said=said, did=did, by=manager)
        _days_ago(case, days)


TOLD = [
    (
        "大堂里放两把椅子吧，老人等电梯能歇歇",
        "这个想法贴心，我们马上去办。",
        "两栋大堂各放了两把带扶手的椅子。",
        "等电梯的老人没有地方坐",
        "3 栋、5 栋大堂各添了两把带扶手的椅子",
        5,
    ),
    (
        "快递柜那里晚上太暗，装个感应灯",
        "安全的事，这周就装。",
        "快递柜旁装了两盏感应灯。",
        "快递柜旁晚上太暗",
        "装了两盏感应灯，人来灯亮",
        3,
    ),
]


def _waiting(home: int, son: Actor) -> None:
    case = actions.submit_complaint(
        ComplaintWords("儿童乐园能不能加一个洗手池", kind=Kind.SUGGESTION, home_id=home), by=son
    )
    _days_ago(case, 1)


def _days_ago(case: Case, days: int) -> None:
    """Let all that was written of the case have happened so many days before."""
    back = timedelta(days=days)
    moments: dict[Any, tuple[str, ...]] = {
        Case.objects.filter(pk=case.pk): (
            "reported_at", "recorded_at", "promised_at", "contact_due_at", "update_due_at",
            "solution_due_at", "closed_at",
        ),
        Complaint.objects.filter(case=case): ("heard_at",),
        Idea.objects.filter(case=case): ("decided_at", "done_at", "published_at"),
        Message.objects.filter(case=case): ("created_at",),
        Event.objects.filter(subject_type=Case._meta.label_lower, subject_id=case.pk): ("at",),
    }  # fmt: skip
    for rows, names in moments.items():
        rows.update(**{name: F(name) - back for name in names})
    now = timezone.now()
    Case.objects.filter(pk=case.pk, closed_at__isnull=True, promised_at__lt=now).update(
        promised_at=now + timedelta(hours=3)
    )


def _actor(account_id: int | None) -> Actor:
    account = account_with_actor(User.objects.filter(pk=account_id or 0))
    assert account is not None
    return account.actor


def _signed_in(username: str) -> Actor:
    return _actor(User.objects.get(username=phones.canonical(username)).pk)
