"""A thing of the cast's community for every argument that a route takes, a file a room.

A route that needs another thing than its neighbours finds it under "route name.argument".
"""

from typing import Any

from django.utils import timezone

from tests.cast import Cast
from tests.samples.accounts import account_samples
from tests.samples.cases import case_samples
from tests.samples.conversations import conversation_samples
from tests.samples.desk import desk_samples
from tests.samples.language import language_samples
from tests.samples.notices import notice_samples
from tests.samples.people import people_samples
from tests.samples.reception import reception_samples


def samples_of(cast: Cast) -> dict[str, Any]:
    """Make one of everything in the cast's community and return it by argument name."""
    cases = case_samples(cast)
    return {
        **_plain(),
        **cases,
        **desk_samples(cast, cases["case_id"]),
        **people_samples(cast),
        **account_samples(cast),
        **reception_samples(cast),
        **conversation_samples(cast),
        **language_samples(cast),
        **notice_samples(cast),
    }


def _plain() -> dict[str, Any]:
    """Return the arguments that name nothing that is kept."""
    return {
        "day": timezone.localdate().isoformat(),
        "form": "json",
        "job_id": 10**9,
        "key": "reported",
        "name": "classify",
        "rest": "nothing/here",
        "size": "a4",
    }
