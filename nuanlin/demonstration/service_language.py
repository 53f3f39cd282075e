"""What the demonstration's office says in its own words, and who knows the rules of conduct."""

from datetime import datetime, timedelta

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.service_language import actions
from nuanlin.foundation.service_language.actions import PhraseFacts
from nuanlin.foundation.service_language.models import QuizResult
from nuanlin.foundation.service_language.queries import Word
from nuanlin.lib.language import conduct
from nuanlin.lib.language.phrases import Form, Moment

PHRASES = [
    PhraseFacts(Moment.GOODBYE, Form.EXPLAIN, "{name}您慢走，外面风大，请您路上小心。"),
    PhraseFacts(Moment.ENQUIRY, Form.CONSULT, "这件事我先帮您记下，{time}前给您回电话，您看好吗？"),
    PhraseFacts(Moment.ASKING_TO_WAIT, Form.REQUEST, "{name}请坐，请喝杯茶，我马上帮您查。", True),
]
WORDS = [
    Word("mockery", "老古董", "老邻居", ""),
    Word("command", "别来前台", "请您先打电话问一下，免得白跑", ""),
]
# Who took the quiz, how many days ago, and how many answers were not right.
TAKEN = [("desk", 12, 0), ("desk2", 11, 1), ("guard", 9, 4), ("guard", 8, 2), ("engineer", 3, 1)]


def write_service_language(
    community: Community, staff: dict[str, StaffMember], *, now: datetime
) -> None:
    """Write the words of the office through its manager, and a few results of the quiz."""
    manager = _actor(staff["manager"])
    for facts in PHRASES:
        actions.add_phrase(community.pk, facts=facts, by=manager)
    for word in WORDS:
        actions.add_entry(community.pk, word=word, by=manager)
    for key, days, wrong in TAKEN:
        if key in staff:
            _take(community, staff[key], now - timedelta(days=days), wrong)


def _take(community: Community, member: StaffMember, at: datetime, wrong: int) -> None:
    seed = member.pk
    answers = {
        one.key: one.order.index(1 if number < wrong else 0)
        for number, one in enumerate(conduct.drawn(seed))
    }
    result = actions.take_quiz(community.pk, seed=seed, answers=answers, by=_actor(member))
    QuizResult.objects.filter(pk=result.pk).update(at=at)


def _actor(member: StaffMember) -> Actor:
    account = account_with_actor(User.objects.filter(pk=member.account_id))
    assert account is not None
    return account.actor
