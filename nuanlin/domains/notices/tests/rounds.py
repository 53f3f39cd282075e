"""A power cut that is told by phone, and a pest control that is told on paper, for tests."""

from datetime import timedelta

from django.utils import timezone

from nuanlin.domains.notices import actions, climbing
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Notice, NoticeKind, Reach
from nuanlin.domains.people.models import Occupancy, Person
from tests.cast import Cast


def outage_by_phone(cast: Cast) -> Notice:
    """Send a power cut to everybody of the cast's community, and go on to the phone."""
    words = NoticeWords(
        NoticeKind.SUDDEN_OUTAGE,
        affair="power",
        title="3 栋停电",
        text="配电箱跳闸，正在抢修。不便之处请您见谅。",
        brief="3 栋临时停电，正在抢修",
        reason="配电箱跳闸",
        until=timezone.now() + timedelta(hours=2),
        audience=Audience(whole=True),
    )
    draft = actions.save_draft(cast.community.pk, words=words, by=cast.actor("chen"))
    notice = actions.send_notice(draft.pk, by=cast.actor("chen"))
    Reach.objects.filter(notice=notice).update(next_at=timezone.now())
    climbing.advance()
    return notice


def pest_on_paper(cast: Cast, *, hours_ahead: int = 48) -> Notice:
    """Send a pest control that is told on paper as well."""
    words = NoticeWords(
        NoticeKind.PEST_CONTROL,
        title="楼道灭鼠",
        text="请看好宠物和孩子。不便之处请您见谅。",
        brief="楼道灭鼠，请看好宠物",
        starts_at=timezone.now() + timedelta(hours=hours_ahead),
        audience=Audience(whole=True),
    )
    draft = actions.save_draft(cast.community.pk, words=words, by=cast.actor("chen"))
    actions.ask_second_look(draft.pk, by=cast.actor("chen"))
    actions.approve(draft.pk, by=cast.actor("lin"))
    return actions.send_notice(draft.pk, by=cast.actor("chen"))


def neighbours(cast: Cast, many: int) -> list[int]:
    """Let one owner each move into more homes of the cast's entrance; return the homes."""
    homes = []
    for number in range(many):
        home = cast._home(cast.community, "3", "2", f"{6 + number // 10}{number % 10 + 1:02}")
        person = Person.objects.create(name=f"邻{number}", phone=f"+861380014{number:04}")
        Occupancy.objects.create(person=person, home=home, role="owner")
        homes.append(home.pk)
    return homes
