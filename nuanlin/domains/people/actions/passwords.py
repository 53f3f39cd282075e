"""The office helps somebody who forgot the password (A5)."""

from django.db import transaction

from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.policy import may_reset
from nuanlin.domains.people.queries.access import account_to_help
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import ResetCode
from nuanlin.foundation.accounts.resetting import issue_reset_code
from nuanlin.foundation.audit.refusals import Missing


@transaction.atomic
def make_reset_code(account_id: int, *, by: Actor) -> tuple[ResetCode, str]:
    """Make the one-time code of an account; returns it with what is read out, once.

    Raises Missing, or Refusal when this account is somebody else's to help.
    """
    user = account_to_help(account_id)
    if user is None:
        raise Missing
    if not may_reset(by, user.actor):
        raise not_allowed()
    return issue_reset_code(user, by=by)
