"""The counter: who waits, who serves, what came of it; live for several desks (D2, D3)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.actions import visits as actions
from nuanlin.domains.reception.forms.visits import (
    SOMEBODY_ELSE,
    ArrivalForm,
    EndForm,
    LeaveForm,
    PurposeForm,
    RulesForm,
    VisitFilterForm,
)
from nuanlin.domains.reception.models import Courtesy, Visit, VisitOutcome, VisitPurpose
from nuanlin.domains.reception.queries import visits as queries
from nuanlin.domains.reception.queries.visits import Visitor
from nuanlin.domains.service_desk.queries import Places, door, places
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal

# How a visit's outcome looks in a list.
TONES = {
    VisitOutcome.LEFT: "crimson",
    VisitOutcome.NOT_POSSIBLE: "amber",
    VisitOutcome.RECORDED: "blue",
    VisitOutcome.PASSED_ON: "blue",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*visitors.READERS)
def visits(request: HttpRequest) -> HttpResponse:
    """Show who is at the counter and who was today, or note that somebody has come."""
    here, actor = here_of(request), actor_of(request)
    form, found = ArrivalForm(typed(request)), _found(request, here, actor)
    receives = actor.holds(*visitors.RECEIVERS, in_community=here.id)
    if form.is_bound and not receives:
        raise Missing
    if form.is_bound:
        done = attempt(form, lambda: _arrive(form, found, here, actor), by=actor)
        if done is not None:
            messages.success(request, _("Noted. They wait to be looked after."))
            return redirect("reception:visits")
    elif found.door is not None:
        form = ArrivalForm(initial={"q": found.door.home.plate})
    context = {
        "here": here,
        "receives": receives,
        "form": form,
        "counter": queries.counter(here.id, actor),
        "today": queries.visits_today(here.id, actor),
        "tones": TONES,
        "reads_figures": actor.holds(*visitors.SUPERIORS, in_community=here.id),
        "sets_rules": visitors.may_set_rules(actor, here.id),
        **_visitor_context(found, form["who"].value()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reception/visits/visits.html", context, status=status)


def _arrive(form: ArrivalForm, found: Places, here: Workplace, actor: Actor) -> Visit:
    if found.hits and form.cleaned_data["who"] != SOMEBODY_ELSE:
        raise Refusal("who", _("Several fit. Please choose who it is."), field="q")
    return actions.arrive(here.id, facts=form.arrival(found), by=actor)


@require_safe
@staff_page(*visitors.RECEIVERS)
def visitor(request: HttpRequest) -> HttpResponse:
    """Answer with who may be meant by what was typed."""
    found = _found(request, here_of(request), actor_of(request))
    return render(request, "reception/visits/_visitor.html", _visitor_context(found, ""))


@require_safe
@staff_page(*visitors.READERS)
def past_visits(request: HttpRequest) -> HttpResponse:
    """List the visits of all days, by what is asked for."""
    here, actor = here_of(request), actor_of(request)
    form = VisitFilterForm(request.GET)
    after = request.GET.get("after", "")[:500]
    found, following = queries.past_visits(here.id, actor, form.asked(), after=after)
    kept = request.GET.copy()
    kept["after"] = following
    context = {
        "here": here,
        "form": form,
        "visits": found,
        "tones": TONES,
        "next_url": f"?{kept.urlencode()}" if following else "",
    }
    return render(request, "reception/visits/past.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*visitors.READERS)
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show a visit with the words to say, or end it with what came of it."""
    actor = actor_of(request)
    found = queries.visit_of(visit_id, actor)
    form = EndForm(typed(request))
    if form.is_bound:
        done = attempt(form, lambda: _end(visit_id, form, actor), by=actor)
        if done is not None:
            messages.success(request, _("Kept. Thank you for looking after them."))
            return redirect("reception:visits")
    return _visit_page(request, found, form=form)


def _end(visit_id: int, form: EndForm, actor: Actor) -> Visit:
    given = form.cleaned_data
    outcome = VisitOutcome(given["outcome"])
    return actions.end_visit(visit_id, outcome=outcome, result=given["result"], by=actor)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*visitors.RECEIVERS)
def left(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Ask why somebody left before they were served, and keep it."""
    actor = actor_of(request)
    found, form = queries.visit_of(visit_id, actor), LeaveForm(typed(request))
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.leave(visit_id, reason=form.cleaned_data["reason"], by=actor),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Kept, so that we learn from it."))
            return redirect("reception:visits")
    status = 422 if form.is_bound else 200
    context = {"form": form, "one": found}
    return render(request, "reception/visits/left.html", context, status=status)


@require_POST
@staff_page(*visitors.RECEIVERS)
def claim(request: HttpRequest, visit_id: int) -> HttpResponse:
    """ "I look after them"; whoever was slower is told who does."""
    by = actor_of(request)
    done = did(request, lambda: actions.claim(visit_id, by=by), "")
    return redirect("reception:visit", visit_id) if done else redirect("reception:visits")


@require_POST
@staff_page(*visitors.RECEIVERS)
def hand_on(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Look after somebody whom a colleague served so far."""
    by = actor_of(request)
    did(request, lambda: actions.hand_on(visit_id, by=by), _("You look after them now."))
    return redirect("reception:visit", visit_id)


@require_POST
@staff_page(*visitors.READERS)
def take_payment(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The payment is taken."""
    by = actor_of(request)
    told = _("Kept. Whoever looks after them is told.")
    did(request, lambda: actions.take_payment(visit_id, by=by), told)
    return redirect("reception:visit", visit_id)


@require_POST
@staff_page(*visitors.RECEIVERS)
def tick(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Tick off a courtesy, or take the tick away."""
    by, given = actor_of(request), request.POST
    if given.get("courtesy") not in Courtesy.values:
        raise Missing
    courtesy, done = Courtesy(given["courtesy"]), bool(given.get("done"))
    did(request, lambda: actions.tick(visit_id, courtesy=courtesy, done=done, by=by), "")
    return redirect("reception:visit", visit_id)


@require_POST
@staff_page(*visitors.RECEIVERS)
def change_purpose(request: HttpRequest, visit_id: int) -> HttpResponse:
    """They came for something else after all."""
    by, form = actor_of(request), PurposeForm(request.POST)
    if not form.is_valid():
        raise Missing
    purpose = VisitPurpose(form.cleaned_data["purpose"])
    did(request, lambda: actions.change_purpose(visit_id, purpose=purpose, by=by), _("Kept."))
    return redirect("reception:visit", visit_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*visitors.RECEIVERS)
def counter_rules(request: HttpRequest) -> HttpResponse:
    """Set after how many minutes an apology is due, and whether courtesies are ticked off."""
    here, actor = here_of(request), actor_of(request)
    rules = queries.counter_rules(here.id, actor)
    shown = {"apology_minutes": rules.apology_minutes, "courtesies": rules.courtesies}
    form = RulesForm(typed(request), initial=shown)
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.set_counter_rules(here.id, **form.cleaned_data, by=actor),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Kept."))
            return redirect("reception:visits")
    status = 422 if form.is_bound else 200
    context = {"form": form, "here": here}
    return render(request, "reception/visits/rules.html", context, status=status)


def _visit_page(request: HttpRequest, found: Visitor, *, form: EndForm) -> HttpResponse:
    actor, one = actor_of(request), found.visit
    fee = one.purpose == VisitPurpose.FEE
    rules = queries.rules_of(one.community_id)
    serves = visitors.may_serve(actor, one)
    context = {
        "one": found,
        "visit": one,
        "form": form,
        "purposes": PurposeForm(initial={"purpose": one.purpose}),
        "serves": serves,
        "mine": one.served_by_id is not None and one.served_by_id == actor.staff_id,
        "takes_payment": fee and visitors.may_take_payment(actor, one),
        "courtesies": _courtesies(one) if fee and serves and rules.courtesies else [],
        "fee": fee,
        "tones": TONES,
        "came_of_it": _came_of_it(one) if serves else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "reception/visits/visit.html", context, status=status)


def _courtesies(visit: Visit) -> list[dict[str, Any]]:
    return [
        {"value": one.value, "label": one.label, "done": one.value in visit.courtesies}
        for one in Courtesy
    ]


def _came_of_it(visit: Visit) -> list[tuple[str, str, str]]:
    """Return what answers a visitor, and what a visit can be turned into: words, address, icon."""
    whom = {"home": visit.home_id, "person": visit.person_id, "name": visit.name}
    given = {key: value for key, value in whom.items() if value}
    report = {"source": "counter", "contact": f"visit:{visit.pk}", "words": visit.words, **given}
    back = reverse("reception:visit", args=[visit.pk])
    return [
        (_("Look it up"), _address("reception:knowledge", q=visit.words), "book-open"),
        (_("Make it a case"), _address("service_desk:record", **report), "clipboard-list"),
        (
            _("Record a complaint"),
            _address("service_desk:record_complaint", kind="complaint", **report),
            "message-square-warning",
        ),
        (
            _("It cannot be done"),
            _address("service_desk:decline", contact="visit", wish=visit.words, next=back, **given),
            "heart-handshake",
        ),
    ]


def _address(route: str, **values: Any) -> str:
    return f"{reverse(route)}?{urlencode(values)}"


def did(request: HttpRequest, act: Callable[[], Model], told: str) -> bool:
    """Carry out an action without a form; whether it was done, its words in a message."""
    try:
        once(act, by=actor_of(request))
    except Missing:
        raise
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
        return False
    if told:
        messages.success(request, told)
    return True


def here_of(request: HttpRequest) -> Workplace:
    """Return the community at hand. Raises Missing for who works nowhere."""
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def _found(request: HttpRequest, here: Workplace, actor: Actor) -> Places:
    given = request.POST if request.method == "POST" else request.GET
    typed_in, home = given.get("q", ""), given.get("home", "")
    if home.isdecimal() and len(home) < 19:
        person = given.get("person", "")
        found = Places(typed_in)
        known = int(person) if person.isdecimal() and len(person) < 19 else None
        found.door = door(int(home), actor, person_id=known)
        if found.door.home.community_id != here.id:
            raise Missing
        return found
    found = places(typed_in, here, actor)
    found.areas, found.area = [], None
    return found


def _visitor_context(found: Places, who: Any) -> dict[str, Any]:
    likely = None
    if found.door is not None:
        first = found.door.residents[0].person_id if found.door.residents else None
        likely = found.door.person_id or first
    return {"found": found, "who": str(who or likely or "")}
