"""The telephone of the last days: who called, who answered, and two who still wait for our call."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from nuanlin.demonstration.staff import acting
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Occupancy, StaffMember
from nuanlin.domains.reception.actions.calls import finish_call
from nuanlin.domains.reception.actions.missed import record_callback
from nuanlin.domains.reception.actions.telephones import set_extension
from nuanlin.domains.reception.actions.telephony import hear
from nuanlin.domains.reception.models import CallRecord, CallSource, TelephonyKind
from nuanlin.domains.reception.telephony.reckoning import Heard
from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

EXTENSIONS = (("801", "desk", "服务台左"), ("802", "desk2", "服务台右"), ("808", "manager", ""))


class Told(NamedTuple):
    """A call: how many days ago, when, how long it rang and was talked, what was said."""

    days: int
    hour: int
    minute: int
    rings: int
    talk: int  # in seconds; 0: nobody answered
    line: str = "801"
    purpose: str = ""
    words: str = ""
    result: str = ""
    handed_to: str = ""


# In time, mostly; twice late, three times missed.
CALLS = (
    Told(4, 9, 12, 6, 95, "801", "fee", "想问物业费怎么交", "说明手机和前台都可交"),
    Told(4, 15, 40, 9, 210, "802", "repair", "厨房水龙头关不紧", "登记报修，约明天上午"),
    Told(3, 8, 55, 28, 0),
    Told(3, 11, 5, 5, 60, "801", "enquiry", "快递柜满了怎么办", "请快递放前台代收"),
    Told(3, 19, 30, 22, 130, "802", "complaint", "楼上晚上搬椅子声音大", "已致歉，晚间上门提醒"),
    Told(2, 10, 18, 7, 150, "801", "service", "想约一次保洁", "报价后约周六上午"),
    Told(2, 16, 2, 4, 45, "802", "notice", "明天停水几点恢复", "告知预计下午四点"),
    Told(1, 9, 33, 11, 180, "801", "enquiry", "装修要办什么手续", "转工程部说明", "808"),
    Told(1, 14, 20, 18, 75, "802", "suggestion", "建议东门加个雨棚", "谢过业主，已记下"),
    Told(1, 20, 47, 31, 0),
    Told(0, 0, 25, 33, 0),
    Told(0, 0, 40, 8, 100, "801", "repair", "走廊灯一闪一闪的", "已派电工"),
)


def write_calls(community: Community, staff: dict[str, StaffMember], *, now: datetime) -> None:
    """Tell the calls of the last days as an exchange would, and note what came of them."""
    actors = {name: acting(staff[name]) for _number, name, _place in EXTENSIONS}
    whose = {number: actors[name] for number, name, _place in EXTENSIONS}
    for line, name, place in EXTENSIONS:
        set_extension(community.pk, number=line, staff_id=staff[name].pk, place=place, by=SYSTEM)
    for number, (told, caller) in enumerate(zip(CALLS, _callers(community), strict=True)):
        call = _ring(community, f"demonstration-{number}", told, caller, now)
        if told.talk:
            finish_call(
                call.pk, purpose=told.purpose, result=told.result, words=told.words,
                by=whose[told.line],
            )  # fmt: skip
            CallRecord.objects.filter(pk=call.pk).update(finished_at=call.ended_at)
            about = Event.objects.filter(subject_type=call._meta.label_lower, subject_id=call.pk)
            about.update(at=call.ended_at)
    first = community.missed_calls.order_by("first_at")[0]
    record_callback(first.pk, outcome="reached", note="想问车位，已答复", by=actors["desk"])


def _callers(community: Community) -> Iterable[str]:
    """Return a number for each call: residents of homes spread over the community."""
    numbers = (
        Occupancy.objects.filter(home__community=community, ends_on__isnull=True)
        .exclude(person__phone="")
        .order_by("home__order", "pk")
        .values_list("person__phone", flat=True)
    )
    spread = list(dict.fromkeys(numbers))
    return spread[:: max(1, len(spread) // len(CALLS))][: len(CALLS)]


def _ring(community: Community, name: str, told: Told, number: str, now: datetime) -> CallRecord:
    if told.days:
        day = clock.local_day(now) - timedelta(days=told.days)
        start = clock.moment(day, told.hour, told.minute)
    else:
        start = now - timedelta(hours=told.hour, minutes=told.minute)
    words = [(TelephonyKind.RINGING, 0, "")]
    if told.talk:
        words.append((TelephonyKind.ANSWERED, told.rings, told.line))
    if told.handed_to:
        words.append((TelephonyKind.TRANSFERRED, told.rings + 40, told.handed_to))
    words.append((TelephonyKind.HUNG_UP, told.rings + told.talk, ""))
    for kind, seconds, line in words:
        at = start + timedelta(seconds=seconds)
        call = hear(
            community.pk,
            source=CallSource.WEBHOOK,
            heard=Heard(name, kind, at, number=number, line=line),
        )
    return call
