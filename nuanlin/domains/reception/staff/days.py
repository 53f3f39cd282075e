"""The days that a page of figures is asked for."""

from datetime import timedelta
from typing import Any, TypeVar

from django.http import HttpRequest

from nuanlin.domains.reception.forms.days import DaysForm
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

USUAL = timedelta(days=13)
Days = TypeVar("Days", bound=DaysForm)


def asked_days(
    request: HttpRequest, made_of: type[Days], **usual: Any
) -> tuple[Days, int, dict[str, Any]]:
    """Return the form, the community's id, and what is asked for, its days in order.

    Without any said it is the last two weeks and ``usual``. Raises Missing for who works nowhere.
    """
    here = workplace(request)
    if here is None:
        raise Missing
    today = clock.today()
    usual = {"first": today - USUAL, "last": today, **usual}
    form = made_of({**{name: str(one) for name, one in usual.items()}, **request.GET.dict()})
    given = form.cleaned_data if form.is_valid() else usual
    first, last = sorted((given["first"], given["last"]))
    return form, here.id, {**given, "first": first, "last": last}
