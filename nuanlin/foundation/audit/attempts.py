"""Carrying out a form: the action's own refusal is shown where the reader can put it right."""

from collections.abc import Callable, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from nuanlin.foundation.audit.recording import Author, once
from nuanlin.foundation.audit.refusals import Missing, Refusal


def attempt(form: BaseForm, act: Callable[[], Model], *, by: Author) -> int | None:
    """Carry out ``act`` once if ``form`` is valid; return its subject's id.

    None means that the form now says what is wrong: show it again with status 422. ``act`` calls
    one action with the form's cleaned data. Raises Missing.
    """
    if not form.is_valid():
        return None
    try:
        return once(act, by=by)
    except Missing:
        raise
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(refusal.sentence, code=refusal.code))
        return None


def checked(form: BaseForm, fields: Mapping[str, str]) -> None:
    """Pass a valid form; raise the first error of another one as a Refusal, for a program.

    ``fields`` maps names of the form to those that the program sent.
    """
    if form.is_valid():
        return
    [(field, [error, *_others]), *_fields] = form.errors.as_data().items()
    raise Refusal(
        error.code or "invalid",
        " ".join(str(message) for message in error.messages),
        field=None if field == NON_FIELD_ERRORS else fields.get(field, field),
    )


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, or None when its page is only opened.

    An empty form that was sent has to hear what is missing, too.
    """
    return request.POST if request.method == "POST" else None
