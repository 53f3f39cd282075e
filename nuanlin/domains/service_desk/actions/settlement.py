"""Settling a simple case online: answer or guide, and let the owner confirm (B5)."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.reporters import ask
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import (
    Case,
    Complaint,
    Kind,
    Message,
    State,
    Waiting,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.service_language.sending import wording_of


@transaction.atomic
def settle_online(case_id: int, *, answer: str, by: Actor) -> Case:
    """The desk answers or guides the owner, who is then asked whether that settled it."""
    case = locked(case_id, by=by, verb="settle_online")
    allow(policy.is_desk(by, case))
    if not answer.strip():
        raise Refusal("answer_missing", _("Please write the answer for the owner."), field="answer")
    message = case.messages.create(account_id=by.account_id, author=by.name, text=answer.strip())
    settle(case, message, by=by)
    return case


def settle(case: Case, message: Message, *, by: Actor) -> None:
    """Let the locked case be settled by what was written to the owner, who is asked next."""
    if case.kind == Kind.COMPLAINT:
        Complaint.objects.filter(case=case).update(answer=message.text)
    clocks.spoke(case)
    clocks.wait(case, Waiting.NOBODY)
    case.state = State.SETTLED_ONLINE
    case.save()
    ask(case)
    said = wording_of(message.text, case.community_id)
    tell(case, "case.settled_online", by=by, message=message.pk, clocks=clocks.kept(case), **said)
