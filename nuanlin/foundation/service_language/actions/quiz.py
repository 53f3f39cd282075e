"""Taking the quiz on the rules of conduct; what somebody knew is kept for training (P1)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.service_language.models import QuizResult
from nuanlin.lib.language import conduct


@transaction.atomic
def take_quiz(
    community_id: int | None, *, seed: int, answers: Mapping[str, int], by: Actor
) -> QuizResult:
    """Keep what somebody answered to the questions that ``seed`` draws; 8 of 10 pass.

    Raises Missing for who is not staff, Refusal while a question is open.
    """
    if not by.is_staff or by.account_id is None:
        raise Missing
    questions = conduct.drawn(seed)
    if not all(answers.get(one.key, len(one.order)) < len(one.order) for one in questions):
        raise Refusal("questions_open", _("Please answer every question; guessing is fine."))
    chosen = [(one.key, one.order[answers[one.key]]) for one in questions]
    score = sum(place == 0 for _key, place in chosen)
    result = QuizResult.objects.create(
        account_id=by.account_id,
        name=by.name,
        community_id=community_id,
        score=score,
        asked=len(questions),
        passed=score >= conduct.ENOUGH,
        answers=chosen,
    )
    record(
        "quiz.taken",
        subject=result,
        by=by,
        community_id=community_id,
        data={"score": score, "passed": result.passed},
    )
    return result
