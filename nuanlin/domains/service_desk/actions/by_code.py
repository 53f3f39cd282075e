"""Following an anonymous case by its code: whoever holds it writes and answers, unnamed (C1)."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.actions.complaints import digest_of_code
from nuanlin.domains.service_desk.actions.follow_up import Said, own_word
from nuanlin.domains.service_desk.loop import tell
from nuanlin.domains.service_desk.models import Case, Channel, Outcome, Waiting
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.foundation.accounts.actors import NOBODY, Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def write_by_code(code: str, *, text: str, by: Actor) -> Case:
    """Whoever holds the code writes to the office. Raises Missing, Refusal."""
    case = _locked(code)
    if case.state not in ALLOWED_FROM["write"]:
        raise Refusal("not_now", _("This matter has ended. Please report it anew."))
    if not text.strip():
        raise Refusal("nothing_said", _("Please write a few words or add a photo."), field="text")
    message = case.messages.create(
        author=_("Anonymous reporter"), from_resident=True, text=text.strip()
    )
    if case.waiting == Waiting.OWNER:
        clocks.wait(case, Waiting.NOBODY)
        case.save()
    tell(case, "case.message", by=_unnamed(by), message=message.pk, from_resident=True)
    return case


@transaction.atomic
def answer_by_code(code: str, *, outcome: Outcome, words: str = "", by: Actor) -> Case:
    """Whoever holds the code says whether it is right now. Raises Missing, Refusal."""
    case = _locked(code)
    if not case.awaits_follow_up:
        raise Refusal("link_used", _("You have answered already. Thank you."))
    own_word(case, Said(outcome, words, words), None, channel=Channel.LINK, by=_unnamed(by))
    return case


def _locked(code: str) -> Case:
    found = Case.objects.filter(complaint__code_digest=digest_of_code(code))
    case = found.select_for_update(of=("self",)).first()
    if case is None:
        raise Missing
    return case


def _unnamed(by: Actor) -> Actor:
    return replace(NOBODY, name=_("Anonymous reporter"), request_key=by.request_key)
