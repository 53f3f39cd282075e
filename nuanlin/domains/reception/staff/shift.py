"""Handing the shift over: notes with their readers, and what stands open by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.actions import shift as actions
from nuanlin.domains.reception.forms.shift import HandoverForm
from nuanlin.domains.reception.queries import shift as queries
from nuanlin.domains.reception.staff.visits import did, here_of
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*visitors.RECEIVERS)
def handover(request: HttpRequest) -> HttpResponse:
    """Show what is handed over, or leave a note."""
    here, actor = here_of(request), actor_of(request)
    form = HandoverForm(typed(request), community_id=here.id, without=actor.staff_id)
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.leave_handover(
                here.id,
                text=form.cleaned_data["text"],
                reader_ids=map(int, form.cleaned_data["readers"]),
                plate=form.cleaned_data["plate"],
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Left for the next shift. You see who has read it."))
            return redirect("reception:handover")
    context = {
        "here": here,
        "form": form,
        "notes": queries.open_notes(here.id, actor),
        "standing": queries.standing(here.id, actor),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reception/shift/handover.html", context, status=status)


@require_safe
@staff_page(*visitors.RECEIVERS)
def unread_handover(request: HttpRequest) -> HttpResponse:
    """Answer with the notes that one has yet to read, for the first page."""
    notes = queries.unread_notes(here_of(request).id, actor_of(request))
    return render(request, "reception/shift/_unread.html", {"notes": notes})


@require_safe
@staff_page(*visitors.RECEIVERS)
def past_handovers(request: HttpRequest) -> HttpResponse:
    """Show the notes that are done."""
    here = here_of(request)
    context = {"here": here, "notes": queries.done_notes(here.id, actor_of(request))}
    return render(request, "reception/shift/past.html", context)


@require_POST
@staff_page(*visitors.RECEIVERS)
def confirm_read(request: HttpRequest, note_id: int) -> HttpResponse:
    """ "I have read it"."""
    by = actor_of(request)
    did(request, lambda: actions.confirm_read(note_id, by=by), _("Thank you, noted."))
    return redirect("reception:handover")


@require_POST
@staff_page(*visitors.RECEIVERS)
def finish_handover(request: HttpRequest, note_id: int) -> HttpResponse:
    """What the note asks for is done."""
    by = actor_of(request)
    did(request, lambda: actions.finish_handover(note_id, by=by), _("Done. It stays on record."))
    return redirect("reception:handover")
