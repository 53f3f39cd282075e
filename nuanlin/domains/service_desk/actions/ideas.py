"""Suggestions: decided with a reason, carried out, and told to all (您说，我们做, C4)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.settlement import settle
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import CARRIED_OUT, Case, Idea, Kind, Verdict
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal


@transaction.atomic
def decide_idea(
    case_id: int, *, verdict: Verdict, reason: str, due_on: date | None = None, by: Actor
) -> Case:
    """A superior decides on a suggestion; whoever made it reads the reason at once (C4).

    What is adopted or tried has a day by which it is done. Raises Missing, Refusal.
    """
    case = _suggestion(case_id, by=by, verb="verdict")
    if not reason.strip():
        raise Refusal(
            "reason_missing", _("Please say why; whoever suggested it reads it."), field="reason"
        )
    carried_out = verdict in CARRIED_OUT
    if carried_out and due_on is not None and due_on < timezone.localdate():
        raise Refusal("day_passed", _("Please choose a day that is still to come."), field="due_on")
    if Idea.objects.filter(case=case, published_at__isnull=False).exists():
        raise Refusal("already_told", _("All have been told of it already."))
    Idea.objects.update_or_create(
        case=case,
        defaults={
            "verdict": verdict,
            "reason": reason.strip(),
            "due_on": due_on if carried_out else None,
            "decided_at": timezone.now(),
            "decided_by_id": by.account_id,
            "decided_by": by.name[:60],
        },
    )
    message = case.messages.create(
        account_id=by.account_id, author=by.name, text=answer_to(verdict, reason.strip())
    )
    tell(case, "case.message", by=by, message=message.pk, from_resident=False)
    tell(case, "case.verdict", by=by.asking(None), verdict=verdict)
    if not carried_out and case.state in ALLOWED_FROM["settle_online"]:
        settle(case, message, by=by.asking(None))
    return case


def answer_to(verdict: Verdict, reason: str) -> str:
    """Return the answer to a suggestion: thanks first, then the decision and its reason (D5)."""
    opening = {
        Verdict.ADOPT: _("Thank you, we like your suggestion and will carry it out."),
        Verdict.TRY: _("Thank you, we would like to try what you suggest."),
        Verdict.NOT_NOW: _(
            "Thank you for thinking along. We cannot do it for now, and we keep it in mind."
        ),
        Verdict.NO: _("Thank you for thinking along. We are sorry that we cannot do it."),
    }
    return f"{opening[verdict]}\n{reason}"


@transaction.atomic
def carry_out_idea(case_id: int, *, result: str, by: Actor) -> Case:
    """What was adopted is done: whoever suggested it is told and asked (C4). Raises Refusal."""
    case = _suggestion(case_id, by=by, verb="carry_out")
    idea = _idea_of(case)
    if idea.verdict not in CARRIED_OUT:
        raise Refusal("not_adopted", _("This suggestion was not adopted."))
    if idea.done_at is not None:
        raise Refusal("already_done", _("This step was noted before."))
    if not result.strip():
        raise Refusal("words_missing", _("Please say this in a line or two."), field="result")
    idea.result, idea.done_at = result.strip(), timezone.now()
    idea.save()
    message = case.messages.create(account_id=by.account_id, author=by.name, text=idea.result)
    if case.state in ALLOWED_FROM["settle_online"]:
        settle(case, message, by=by)
    else:
        tell(case, "case.message", by=by, message=message.pk, from_resident=False)
    return case


@transaction.atomic
def publish_idea(
    case_id: int, *, said: str, did: str, named: str = "", consent: bool = False, by: Actor
) -> Case:
    """A manager tells all what was said and done, in words of their own (C4).

    A name stands there only with its owner's consent, and never for a confidential suggestion.
    Raises Missing, Refusal.
    """
    case = _suggestion(case_id, by=by, verb="publish")
    idea = _idea_of(case)
    if idea.done_at is None:
        raise Refusal("not_done", _("Please tell all once it is done."))
    for name, words in (("said", said), ("did", did)):
        if not words.strip():
            raise Refusal("words_missing", _("Please say this in a line or two."), field=name)
    if named.strip() and (case.sealed or not consent):
        raise Refusal(
            "no_consent",
            _("A name needs its owner's consent, and a confidential suggestion has none."),
            field="named",
        )
    idea.said, idea.did, idea.named = said.strip(), did.strip(), named.strip()
    idea.published_at = idea.published_at or timezone.now()
    idea.published_by = by.name[:60]
    idea.save()
    tell(case, "case.published", by=by)
    return case


@transaction.atomic
def withdraw_publication(case_id: int, *, by: Actor) -> Case:
    """Take what was told to all back from the residents' page."""
    case = _suggestion(case_id, by=by, verb="publish")
    idea = _idea_of(case)
    if idea.published_at is None:
        raise Refusal("already_done", _("This step was noted before."))
    idea.published_at = None
    idea.save(update_fields=["published_at"])
    tell(case, "case.unpublished", by=by)
    return case


def _suggestion(case_id: int, *, by: Actor, verb: str) -> Case:
    case = locked(case_id, by=by, verb=verb)
    allow(policy.may_decide(by, case))
    if case.kind != Kind.SUGGESTION:
        raise Refusal("no_suggestion", _("This is no suggestion."))
    return case


def _idea_of(case: Case) -> Idea:
    idea = Idea.objects.select_for_update().filter(case=case).first()
    if idea is None:
        raise Refusal("not_decided", _("Please decide on it first."))
    return idea
