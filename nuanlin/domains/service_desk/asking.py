"""The link by which an owner answers without signing in: one case, one answerer, once (B9).

It is signed and expires. It holds how many answers there were when it was made, so that an answer
by whatever way uses it up, while a call in vain does not.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Case, Outcome
from nuanlin.foundation.audit.refusals import Missing, Refusal

LIFE = timedelta(days=14)
SALT = "service_desk.asking"


class Link(NamedTuple):
    """What a link is good for."""

    case_id: int
    turn: int
    answers: int
    person_id: int


def link_to(case: Case) -> str:
    """Return the path at which the reporter answers, "" when nothing is asked or nobody is named.

    One statement.
    """
    if not case.awaits_follow_up or case.reporter_id is None:
        return ""
    link = Link(case.pk, case.clock_round, answers_to(case), case.reporter_id)
    return reverse("service_desk:asked", args=[signing.dumps(link, salt=SALT)])


def read(token: str) -> Link:
    """Return what a link says. Raises Missing for a forged one, Refusal for one that expired."""
    try:
        return Link(*signing.loads(token, salt=SALT, max_age=LIFE))
    except signing.SignatureExpired:
        raise Refusal(
            "link_expired",
            _("This link is too old. Please call us, or open the matter in the app."),
        ) from None
    except (signing.BadSignature, TypeError, ValueError):
        raise Missing from None


def still_open(link: Link, case: Case) -> bool:
    """Whether the question of the link has not been answered yet."""
    same = case.awaits_follow_up and case.clock_round == link.turn
    return same and answers_to(case) == link.answers


def answers_to(case: Case) -> int:
    """Return how often the owner has answered since the work was done."""
    made = case.follow_ups.filter(turn=case.clock_round, made_at__isnull=False)
    return made.exclude(outcome=Outcome.NOT_REACHED).count()


def masked(case: Case) -> str:
    """Return the place for a page that anybody with the link may see: 3-2-5**."""
    if case.home is None:
        return case.common_area.name if case.common_area is not None else ""
    front, dash, label = case.home.plate.rpartition("-")
    return f"{front}{dash}{label[:1]}{'*' * len(label[1:])}"
