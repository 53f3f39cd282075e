"""Learning from a low rating: opened by the rating itself, planned and done by the head (B10)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.loop import allow, tell
from nuanlin.domains.service_desk.models import Case, Improvement, Rating
from nuanlin.domains.service_desk.queries.superiors import in_charge_of
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch

MARKS = 3


def open_if_low(case: Case, rating: Rating) -> None:
    """Open an improvement for the department's head when the stars are as low as the rules say."""
    threshold = clocks.rules_of(case.community_id).improve_stars
    if rating.attitude + rating.speed + rating.quality > threshold * MARKS:
        return
    opened = Improvement.objects.create(
        case=case,
        rating=rating,
        community_id=case.community_id,
        department_id=case.department_id,
        in_charge_id=in_charge_of([case])[case.pk],
    )
    tell(case, "case.improve", by=SYSTEM, improvement=opened.pk)


@transaction.atomic
def plan_improvement(
    improvement_id: int, *, went_wrong: str, cause: str, measure: str, due_on: date, by: Actor
) -> Improvement:
    """The head says what went wrong, why, and what is done about it by when.

    Raises Missing, Refusal without a cause and a measure, or for a day that has passed.
    """
    task = _open(improvement_id, by)
    told = {"went_wrong": went_wrong, "cause": cause, "measure": measure}
    for name, words in told.items():
        if not words.strip():
            raise Refusal("words_missing", _("Please say this in a line or two."), field=name)
        setattr(task, name, words.strip())
    if due_on < timezone.localdate() and due_on != task.due_on:
        raise Refusal("day_passed", _("Please choose a day that is still to come."), field="due_on")
    task.due_on = due_on
    task.save()
    return _tell("improvement.planned", task, by)


@transaction.atomic
def finish_improvement(improvement_id: int, *, result: str, by: Actor) -> Improvement:
    """The measure has been carried out; what came of it is written down."""
    task = _open(improvement_id, by)
    if not task.measure:
        raise Refusal("plan_first", _("Please say first what is done about it."))
    if not result.strip():
        raise Refusal("words_missing", _("Please say this in a line or two."), field="result")
    task.result, task.done_at = result.strip(), timezone.now()
    task.done_by_id, task.done_by = by.account_id, by.name
    task.save()
    return _tell("improvement.done", task, by)


def _open(improvement_id: int, by: Actor) -> Improvement:
    task = locked(policy.improvements_for(by), improvement_id)
    allow(policy.may_improve(by, task))
    if task.done_at is not None:
        raise Refusal("already_done", _("This step was noted before."))
    return task


def _tell(verb: str, task: Improvement, by: Actor) -> Improvement:
    record(verb, subject=task, by=by, community_id=task.community_id)
    touch(f"desk:{task.community_id}", f"case:{task.case_id}")
    return task
