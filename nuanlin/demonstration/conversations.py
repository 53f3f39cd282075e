"""What residents and the office have written to each other over the last days.

Five conversations as an inbox holds them: answered and unread, at rest, become a case, given to
engineering, and one that nobody has taken yet.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from nuanlin.domains.conversations import actions
from nuanlin.domains.conversations.actions import OfficeFacts
from nuanlin.domains.conversations.models import Conversation, Message, Side
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.service_desk.actions import Report, record_case
from nuanlin.domains.service_desk.models import Category, Source
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event
from nuanlin.lib.service_hours import ROUND_THE_CLOCK, due

RESIDENT, NOTE = "resident", "note"
DAY = 24 * 60


class Said(NamedTuple):
    """Who wrote what, and how many minutes ago."""

    minutes: int
    who: str
    text: str


ZHOU = [
    Said(2 * DAY + 200, RESIDENT, "您好，请问地下车库的月租车位还有吗？我想再租一个。"),
    Said(2 * DAY + 188, "desk", "周先生您好，东区还有两个，每月 360 元。您有空来前台看图，好吗？"),
    Said(2 * DAY + 180, RESIDENT, "好的，周末我过来。"),
    Said(95, RESIDENT, "另外麻烦问一下，这周六上午前台有人吗？"),
    Said(82, "desk", "有的，周六 8:30 到 18:00 小林在。车位图已经给您留好了，恭候您来。"),
]
MOTHER = [
    Said(3 * DAY + 300, RESIDENT, "姑娘，血压计还在前台吗，我想下来量一量"),
    Said(3 * DAY + 294, "desk2", "王阿姨您好，在的，给您留好座位了。外面风大，您慢慢走。"),
    Said(3 * DAY + 240, RESIDENT, "量好了，谢谢你啊小林"),
    Said(3 * DAY + 236, "desk2", "不客气，您保重身体，有事随时找我们。"),
]
LEAK = [
    Said(70, RESIDENT, "我家卫生间顶上有水印，一天比一天大，是不是楼上漏水了？"),
    Said(61, "desk", "给您添麻烦了。已经为您登记，工程部会尽快和您约时间上门，好吗？"),
    Said(52, RESIDENT, "好的，我今天都在家，麻烦了"),
    Said(50, "desk", "谢谢您，我来跟进，有消息第一时间告诉您。"),
]
LIFT = [
    Said(190, RESIDENT, "我们单元电梯到 9 楼会响一下，有点吓人，能不能请人看看？"),
    Said(184, NOTE, "维保今天下午在 5 栋，请工程部顺路看一下，再回复业主。"),
]
NOBODYS = [
    Said(14, RESIDENT, "快递柜的屏幕黑了，取件码输不进去"),
    Said(13, RESIDENT, "里面有给孩子买的药，能不能帮忙看看？"),
]


def write_conversations(
    community: Community, staff: dict[str, StaffMember], *, now: datetime
) -> None:
    """Let everybody write, then date it back."""
    _set_hours(community, [[0, DAY]])
    zhou, mother = _named(community, "周建国"), _named(community, "王秀英")
    known = [zhou.pk, mother.pk]
    neighbours = (
        Person.objects.filter(account__isnull=False, occupancies__home__community=community)
        .exclude(pk__in=known)
        .order_by("occupancies__home__order", "pk")
    )
    leak, lift, nobodys = list(neighbours[40:43])
    _write(community, staff, zhou, ZHOU, now)
    rests = _write(community, staff, mother, MOTHER, now)
    leaks = _write(community, staff, leak, LEAK, now)
    lifts = _write(community, staff, lift, LIFT, now)
    _write(community, staff, nobodys, NOBODYS, now)
    actions.rest(rests.pk, by=_actor(staff["desk2"].account))
    _case_of(leaks, by=_actor(staff["desk"].account))
    engineering = staff["engineer"].posts.get().department_id
    actions.hand_over(lifts.pk, to_department=engineering, by=_actor(staff["desk"].account))
    _set_hours(community, [[510, 1200]])


def _write(
    community: Community,
    staff: dict[str, StaffMember],
    person: Person,
    story: list[Said],
    now: datetime,
) -> Conversation:
    assert person.account is not None
    resident = _actor(person.account)
    first = actions.say(community_id=community.pk, text=story[0].text, by=resident)
    pk = first.conversation_id
    for one in story[1:]:
        if one.who == RESIDENT:
            actions.say(community_id=community.pk, text=one.text, by=resident)
        elif one.who == NOTE:
            actions.note(pk, text=one.text, by=_actor(staff["desk"].account))
        else:
            actions.answer(pk, text=one.text, by=_actor(staff[one.who].account))
            seen = Conversation.objects.get(pk=pk).last_said
            actions.mark(pk, seen=seen, by=_actor(staff[one.who].account))
    said = sum(one.who != NOTE for one in story)
    unread = story[-1].who in staff and story[-1].minutes < DAY
    actions.mark(pk, seen=said - unread, by=resident)
    return _dated(pk, story, now)


def _dated(pk: int, story: list[Said], now: datetime) -> Conversation:
    """Put what was just written back to when it is told to have been."""
    at = [now - timedelta(minutes=one.minutes) for one in story]
    messages = list(Message.objects.filter(conversation=pk).order_by("seq"))
    for message, moment in zip(messages, at, strict=True):
        message.sent_at = moment
        label = Message._meta.label_lower
        Event.objects.filter(subject_type=label, subject_id=message.pk).update(at=moment)
    Message.objects.bulk_update(messages, ["sent_at"])
    conversation = Conversation.objects.get(pk=pk)
    conversation.last_message_at = at[-1]
    if conversation.waiting:
        answered = max((m.seq for m in messages if m.side == Side.OFFICE and not m.internal),
                       default=0)  # fmt: skip
        since = next(m.sent_at for m in messages if m.seq > answered and m.side == Side.RESIDENT)
        conversation.waiting_since = since
        conversation.first_answer_due_at = due(since, 30, ROUND_THE_CLOCK)
    conversation.save()
    return conversation


def _case_of(conversation: Conversation, *, by: Actor) -> None:
    """Record what the first message says as a case, which links both ways."""
    first = conversation.messages.get(seq=1)
    home = conversation.person.occupancies.first()
    assert home is not None
    report = Report(
        first.text, category_id=Category.objects.get(code="water-leak").pk, home_id=home.home_id
    )
    record_case(
        report,
        community_id=conversation.community_id,
        source=Source.CONVERSATION,
        reported_at=first.sent_at,
        reporter_id=conversation.person_id,
        contact=f"message:{first.pk}",
        by=by,
    )


def _set_hours(community: Community, windows: list[list[int]]) -> None:
    facts = OfficeFacts(
        windows=windows,
        weekdays=list(range(7)),
        holidays=False,
        answer_minutes=30,
        emergency_phone=community.hotline,
    )
    actions.set_office_hours(community.pk, hours=facts, by=SYSTEM)


def _named(community: Community, name: str) -> Person:
    return Person.objects.get(name=name, occupancies__home__community=community)


def _actor(account: User) -> Actor:
    found = account_with_actor(User.objects.filter(pk=account.pk))
    assert found is not None
    return found.actor
