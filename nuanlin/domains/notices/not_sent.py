"""Why a notice that should have gone out by itself did not, for whoever wrote and looked at it."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.notices.models import Notice
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.models import Category

_LATE = N_(
    "%(title)s did not go out: it would have come later than its rule allows. "
    "A manager can send it with a reason."
)
# By the code of the refusal.
WHY: Final = {
    "nobody": N_("%(title)s did not go out: no home is concerned any more."),
    "begin_missing": N_("%(title)s did not go out: it does not say from when it is."),
    "second_look_missing": N_("%(title)s did not go out: a colleague has to look at it first."),
    "too_late": _LATE,
    "late_reason_missing": _LATE,
}


def why_not(notice: Notice, code: str) -> str:
    """Return the sentence for a refusal's code, in the reader's language."""
    return _(WHY[code]) % {"title": notice.title}


def tell_not_sent(event_id: int, notice: Notice, code: str) -> None:
    """Tell its author, and who looked at it, that it did not go out, and why."""
    staff = (notice.author, notice.reviewer)
    telling = Telling(
        account_ids=[one.account_id for one in staff if one is not None],
        text=WHY[code],
        values={"title": notice.title},
        url=reverse("notices:notice", args=[notice.pk]),
        category=Category.OFFICE,
    )
    tell(event_id, [telling])
