"""Taking cases out of the house with whole phone numbers: who did it, why, and whose they are."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.actions.people import reveal
from nuanlin.domains.people.models import RevealedField
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal

MOST_NUMBERS = 500


@transaction.atomic
def export_numbers(
    community_id: int, *, cases: Sequence[Case], reason: str, by: Actor
) -> Community:
    """Let ``by`` have the reporters' numbers of these cases; each look is kept with the reason.

    Raises Refusal without a reason, for more than five hundred cases, or where the post does not
    need numbers.
    """
    policy.at_work_in(by, community_id)
    allow(policy.may_export_numbers(by, community_id))
    if not reason.strip():
        raise Refusal(
            "reason_missing", _("Please say what you need the numbers for."), field="reason"
        )
    if len(cases) > MOST_NUMBERS:
        raise Refusal(
            "too_many",
            _("At most 500 cases with whole numbers. Please narrow the view."),
            field="reason",
        )
    community = Community.objects.get(pk=community_id)
    record(
        "cases.exported", subject=community, by=by, community_id=community_id,
        data={"cases": len(cases)},
    )  # fmt: skip
    people = {case.reporter_id for case in cases if case.reporter and case.reporter.phone}
    for person_id in sorted(pk for pk in people if pk is not None):
        reveal(person_id, field=RevealedField.PHONE, reason=reason, by=by.asking(None))
    return community
