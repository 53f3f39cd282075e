"""Carrying out a form: the action's own refusal is shown where the reader can put it right."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm

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
