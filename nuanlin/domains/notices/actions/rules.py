"""How a community carries out each kind of notice, set by its manager (F1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.models import REACHED, NoticeRule
from nuanlin.domains.notices.rules import Terms
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def set_rule(community_id: int, *, kind: str, terms: Terms, by: Actor) -> NoticeRule:
    """Set how notices of ``kind`` go out from now on; those that run keep their terms.

    Raises Missing, Refusal without a way or without anything that counts as reached.
    """
    if not policy.may_set_rules(by, community_id):
        raise Missing
    if not any(step.ways for step in terms.ladder):
        raise Refusal("no_way", _("Please choose at least one way."), field="ladder")
    if not terms.counts or not set(terms.counts) <= REACHED:
        raise Refusal("nothing_counts", _("Please choose what counts as reached."), field="counts")
    rule, _made = NoticeRule.objects.update_or_create(
        community_id=community_id, kind=kind, defaults=terms.as_json()
    )
    record("notice.rule_set", subject=rule, by=by, community_id=community_id, data={"kind": kind})
    return rule
