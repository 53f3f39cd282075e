"""Phoning about a notice, one number after the other, and how the round stands (F2)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.actions import calling as actions
from nuanlin.domains.notices.forms.rounds import CalledForm
from nuanlin.domains.notices.models import CallResult, NoticeState
from nuanlin.domains.notices.phone_words import words_to_say
from nuanlin.domains.notices.queries import rounds as queries
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal


@require_safe
@staff_page(*policy.WRITERS)
def phone_round(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show how a phone round stands: who calls, what is left, whom nobody could reach."""
    notice = queries.notice_to_call(notice_id, actor_of(request))
    context = {
        "notice": notice,
        "round": queries.round_of(notice),
        "callers": queries.callers_of(notice),
        "silent": queries.ended_with(notice, CallResult.NO_ANSWER),
        "wrong": queries.ended_with(notice, CallResult.WRONG_NUMBER),
        "running": notice.state == NoticeState.RUNNING,
    }
    part = request.GET.get("part") == "live"
    template = "notices/rounds/_round.html" if part else "notices/rounds/round.html"
    return render(request, template, context)


@require_safe
@staff_page(*policy.WRITERS)
def calling(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show the number in hand with the words to say, or offer the first one."""
    return _calling_page(request, notice_id, CalledForm())


@require_POST
@staff_page(*policy.WRITERS)
def take_call(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take the next number, which nobody else has."""
    actor = actor_of(request)
    # Whoever asks twice has the same number in hand: there is nothing to repeat.
    if not _carried_out(request, lambda: actions.take_next(notice_id, by=actor.asking(None))):
        return redirect("notices:round", notice_id)
    found = queries.call_in_hand(actor)
    return redirect("notices:calling", found.call.notice_id if found is not None else notice_id)


@require_POST
@staff_page(*policy.WRITERS)
def call_done(request: HttpRequest, call_id: int) -> HttpResponse:
    """Note what came of the number in hand; the next one comes by itself."""
    actor, form = actor_of(request), CalledForm(request.POST)
    found = queries.one_call(call_id, actor)
    done = attempt(
        form,
        lambda: actions.end_call(
            call_id,
            result=form.cleaned_data["result"],
            words=form.cleaned_data["words"],
            go_on="stop" not in request.POST,
            by=actor,
        ),
        by=actor,
    )
    if done is None:
        return _calling_page(request, found.call.notice_id, form, status=422)
    return redirect("notices:calling", found.call.notice_id)


@require_POST
@staff_page(*policy.WRITERS)
def call_back_on_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """Put the number in hand back for others."""
    actor = actor_of(request)
    found = queries.one_call(call_id, actor)
    _carried_out(request, lambda: once(lambda: actions.put_back(call_id, by=actor), by=actor))
    return redirect("notices:round", found.call.notice_id)


@require_POST
@staff_page(*policy.WRITERS)
def call_undo(request: HttpRequest, call_id: int) -> HttpResponse:
    """Take back what came of the number dialled last; it is in hand again."""
    actor = actor_of(request)
    found = queries.one_call(call_id, actor)
    if _carried_out(request, lambda: once(lambda: actions.take_back(call_id, by=actor), by=actor)):
        messages.success(request, _("Taken back. The number is yours again."))
    return redirect("notices:calling", found.call.notice_id)


@require_POST
@staff_page(*policy.WRITERS)
def call_again(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Begin the second round now."""
    actor = actor_of(request)
    if _carried_out(
        request, lambda: once(lambda: actions.call_again_now(notice_id, by=actor), by=actor)
    ):
        messages.success(request, _("They are on the list again."))
    return redirect("notices:round", notice_id)


def _carried_out(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Carry out what has no form; why it was refused is told on the next page."""
    try:
        act()
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return False
    return True


def _calling_page(
    request: HttpRequest, notice_id: int, form: CalledForm, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    notice = queries.notice_to_call(notice_id, actor)
    found = queries.call_in_hand(actor)
    context: dict[str, Any] = {
        "notice": notice,
        "found": found,
        "round": queries.round_of(notice),
        "said": words_to_say(found.call.notice, found.guests, timezone.now()) if found else [],
        "form": form,
        "last": queries.just_dialled(actor, notice),
        "running": notice.state == NoticeState.RUNNING,
    }
    part = request.GET.get("part") == "live"
    template = "notices/rounds/_calling_live.html" if part else "notices/rounds/calling.html"
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
