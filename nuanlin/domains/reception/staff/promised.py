"""Callbacks that were promised, and notes between colleagues: what is still to be done (D1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.reception.actions.desk import read_note
from nuanlin.domains.reception.actions.promises import record_promised_call, show_promised_number
from nuanlin.domains.reception.forms.desk import PromisedCallForm
from nuanlin.domains.reception.queries import desk as queries
from nuanlin.domains.reception.staff.calls import number_shown
from nuanlin.domains.reception.staff.desk import done
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page()
def promised_calls(request: HttpRequest) -> HttpResponse:
    """List the callbacks that are still owed, the earliest first."""
    here = workplace(request)
    if here is None:
        raise Missing
    context = {
        "here": here,
        "promised": queries.promised_calls(here.id, actor_of(request)),
        "at": timezone.now(),
    }
    return render(request, "reception/desk/promised.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def promised_call(request: HttpRequest, promised_id: int) -> HttpResponse:
    """Show one callback, or write down what came of calling."""
    actor = actor_of(request)
    found = queries.promised_call(promised_id, actor)
    form = PromisedCallForm(typed(request))
    if form.is_bound:
        kept = attempt(
            form,
            lambda: record_promised_call(promised_id, **form.cleaned_data, by=actor),
            by=actor,
        )
        if kept is not None:
            messages.success(request, _("Noted. Thank you."))
            return redirect("reception:promised_calls")
    context = {"promised": found, "form": form, "at": timezone.now()}
    status = 422 if form.is_bound else 200
    return render(request, "reception/desk/promised_call.html", context, status=status)


@require_POST
@staff_page()
def promised_number(request: HttpRequest, promised_id: int) -> HttpResponse:
    """Show the whole number this once; who looked is kept."""
    actor = actor_of(request)
    once(lambda: show_promised_number(promised_id, by=actor), by=actor)
    return number_shown(request, queries.promised_call(promised_id, actor).number)


@require_safe
@staff_page()
def notes(request: HttpRequest) -> HttpResponse:
    """List the notes for me and from me, with the marks of who has read them."""
    actor = actor_of(request)
    return render(request, "reception/desk/notes.html", {"notes": queries.notes(actor)})


@require_POST
@staff_page()
def note_read(request: HttpRequest, note_id: int) -> HttpResponse:
    """I have read it."""
    done(request, lambda: read_note(note_id, by=actor_of(request)))
    return redirect("reception:notes")
