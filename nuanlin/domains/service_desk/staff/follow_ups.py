"""Calls due, and the call itself: the words to say, and what the owner said (B9)."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.asking import LIFE
from nuanlin.domains.service_desk.forms.desk import CallForm
from nuanlin.domains.service_desk.lines import length
from nuanlin.domains.service_desk.models import Outcome
from nuanlin.domains.service_desk.queries import CasePage
from nuanlin.domains.service_desk.queries.timeline import CLOCK_WORDS
from nuanlin.domains.service_desk.staff.case import (
    caller_of,
    case_context,
    has_worked,
    page_for_staff,
    possible_now,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.greetings import salutation

SHOWN = 100
TOLD = {
    Outcome.SATISFIED: lambda: _("The owner is satisfied and the case is closed."),
    Outcome.HALF: lambda: _("Passed back to the department, with the owner's words."),
    Outcome.NOT_FIXED: lambda: _("Passed back to the department, with the owner's words."),
    Outcome.UNDECIDED: lambda: _("Noted. We ask again tomorrow."),
    Outcome.NOT_REACHED: lambda: _("Noted. We try again tomorrow at another hour."),
}


@require_safe
@staff_page(*policy.OVERSEERS)
def follow_ups(request: HttpRequest) -> HttpResponse:
    """List the calls due, the longest waiting first."""
    here = workplace(request)
    if here is None:
        raise Missing
    actor = actor_of(request)
    now = timezone.now()
    calls = [
        {
            "call": call,
            "case": call.case,
            "caller": caller_of(call.case),
            "worker": call.round.assignee if call.round is not None else None,
            "work": call.round.work if call.round is not None else "",
            "own": call.round is not None and call.round.assignee_id == actor.staff_id,
            "since": length(now - call.due_at),
        }
        for call in queries.calls_due(here.id, actor)[:SHOWN]
    ]
    return render(request, "service_desk/staff/follow_ups.html", {"here": here, "calls": calls})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.OVERSEERS)
def follow_up(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show what to say and everything seen so far; keep what the owner said."""
    actor = actor_of(request)
    if request.method != "POST":
        return _page(request, case_id, CallForm(), actor)
    form = CallForm(request.POST)
    done = attempt(
        form,
        lambda: actions.record_follow_up(case_id, **form.said(), by=actor),
        by=actor,
    )
    if done is None:
        return _page(request, case_id, form, actor, status=422)
    messages.success(request, TOLD[Outcome(form.cleaned_data["outcome"])]())
    following = queries.next_call(case_id, actor)
    if following is not None:
        return redirect("service_desk:follow_up", following)
    return redirect("service_desk:follow_ups")


@require_POST
@staff_page(*policy.OVERSEERS)
def owners_link(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand out the link by which the owner answers alone: to copy, to scan, to print."""
    actor = actor_of(request)
    once(lambda: actions.hand_out_link(case_id, by=actor), by=actor)
    found, path = queries.link_for_owner(case_id, actor)
    address = request.build_absolute_uri(path)
    office = found.community.office_name or found.community.name
    context = {
        "case": found,
        "office": office,
        "text": _("%(office)s: is “%(title)s” right now? Please open this and tell us: %(link)s")
        % {"office": office, "title": found.title, "link": address},
        "days": LIFE.days,
        "picture": Markup(  # noqa: S704 - drawn from the address alone
            segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
        ),
    }
    alone = request.headers.get("HX-Request") == "true"
    template = "service_desk/staff/_link.html" if alone else "service_desk/staff/link.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest, case_id: int, form: CallForm, actor: Actor, *, status: int = 200
) -> HttpResponse:
    page = page_for_staff(case_id, actor)
    context = {
        **case_context(page, actor),
        "form": form,
        "may_call": "follow-up" in possible_now(page, actor),
        "own_work": has_worked(page, actor),
        "tries": [one for one in page.follow_ups if one.made_at is not None],
        "may_close": "close-unverified" in possible_now(page, actor),
        "script": _script(page, actor),
        "promised": _promised(page),
    }
    return render(request, "service_desk/staff/follow_up.html", context, status=status)


def _script(page: CasePage, actor: Actor) -> dict[str, str]:
    """Return the words to say: opening by name and hour, what was done, the question, closing."""
    found, caller = page.case, caller_of(page.case)
    now = timezone.now()
    named = {"office": found.community.office_name or found.community.name, "name": actor.name}
    greeting = salutation(caller.full_name, caller.gender, now) if caller else _("Hello")
    return {
        "sorry": _sorry(page),
        "opening": _("%(greeting)s. This is %(name)s of %(office)s. Is this a good moment?")
        % {**named, "greeting": greeting},
        "done": _what_was_done(page),
        "question": _("Is everything right now, or is there still something?"),
        "closing": _("Thank you for telling us. Please call us at any hour. Goodbye."),
    }


def _promised(page: CasePage) -> list[dict[str, Any]]:
    """Return the promises of every attempt in words, with whether they were kept."""
    return [
        {
            "turn": one.turn,
            "name": CLOCK_WORDS[one.clock](),
            "due_at": one.due_at,
            "kept": one.kept,
            "late": length(one.kept_at - one.due_at),
        }
        for one in page.promises
    ]


def _sorry(page: CasePage) -> str:
    """Return the words that own up to a promise of the latest attempt that was not kept."""
    broken = [one for one in page.promises if not one.kept and one.turn == page.case.clock_round]
    return _("We were later than we promised, and we are sorry for that.") if broken else ""


def _what_was_done(page: CasePage) -> str:
    round_ = next((one for one in reversed(page.rounds) if one.done_at), None)
    title = {"title": page.case.title}
    if round_ is None:
        return _("You told us about “%(title)s” and we have answered you.") % title
    assert round_.done_at is not None
    facts: dict[str, Any] = {
        **title,
        "name": str(round_.assignee),
        "when": clock.told(round_.done_at),
        "work": round_.work.rstrip("。."),
    }
    if page.case.round_number > 1:
        return (
            _("About “%(title)s”: %(name)s came again (%(when)s) and did this: %(work)s.") % facts
        )
    return _("About “%(title)s”: %(name)s was with you (%(when)s) and did this: %(work)s.") % facts
