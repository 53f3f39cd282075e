"""Wishes that cannot be met: told with reason, apology and another way; learned from (D5)."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.actions import declining as actions
from nuanlin.domains.service_desk.documents.declining import declined_workbook, names_of
from nuanlin.domains.service_desk.forms.declining import DeclineForm, PeriodForm
from nuanlin.domains.service_desk.models import Contact
from nuanlin.domains.service_desk.queries.declining import declined_figures, declined_wishes
from nuanlin.foundation.accounts.actors import Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.downloads import saved_workbook
from nuanlin.lib import clock

USUAL = timedelta(days=29)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.OVERSEERS)
def decline(request: HttpRequest) -> HttpResponse:
    """Fill in a wish that cannot be met, where there is no case."""
    here, actor = here_of(request), actor_of(request)
    form = DeclineForm(typed(request), initial=given_in(request, "wish", "name", "contact"))
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.decline_wish(
                here.id,
                facts=form.facts(form.cleaned_data),
                contact=Contact(form.cleaned_data["contact"]),
                home_id=form.cleaned_data["home"],
                person_id=form.cleaned_data["person"],
                name=form.cleaned_data["name"],
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Kept: they were heard, and helped on."))
            return redirect(back_to(request, "service_desk:declined"))
    context = {"form": form, "here": here, "back": request.GET.get("next", ""),
               **asked_about(request, actor)}  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/decline.html", context, status=status)


@require_safe
@staff_page(*policy.OVERSEERS)
def declined(request: HttpRequest) -> HttpResponse:
    """List what could not be met, with why and what was offered; and how often."""
    here, actor, form, given = _asked(request)
    days = {"first": given["first"], "last": given["last"]}
    found = declined_wishes(
        here.id, actor, **days, why=given["why"], after=request.GET.get("after", "")[:500]
    )
    kept = request.GET.copy()
    kept["after"] = found.next
    context = {
        "here": here,
        "form": form,
        "found": found.items,
        "figures": declined_figures(here.id, actor, **days),
        "names": names_of(),
        "next_url": f"?{kept.urlencode()}" if found.next else "",
        "excel": request.GET.urlencode(),
    }
    return render(request, "service_desk/staff/declined.html", context)


@require_safe
@staff_page(*policy.OVERSEERS)
def declined_excel(request: HttpRequest) -> HttpResponse:
    """Return the same as a workbook."""
    here, actor, _form, given = _asked(request)
    days = {"first": given["first"], "last": given["last"]}
    figures = declined_figures(here.id, actor, **days)
    found = declined_wishes(here.id, actor, **days, why=given["why"]).items
    return saved_workbook(declined_workbook(figures, found), "declined-wishes.xlsx")


@require_POST
@staff_page(*policy.OVERSEERS)
def other_way(request: HttpRequest, declined_id: int) -> HttpResponse:
    """Note whether the other way was gone."""
    by, taken_up = actor_of(request), request.POST.get("taken_up") == "1"
    once(lambda: actions.note_other_way(declined_id, taken_up=taken_up, by=by), by=by)
    messages.success(request, _("Noted. Thank you."))
    return redirect(back_to(request, "service_desk:declined"))


def here_of(request: HttpRequest) -> Workplace:
    """Return the community at hand. Raises Missing for who works nowhere."""
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def given_in(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return what the address brings along for a form."""
    numbers = {
        name: request.GET[name]
        for name in ("home", "person")
        if request.GET.get(name, "").isdecimal() and len(request.GET[name]) < 19
    }
    return {name: request.GET[name] for name in names if request.GET.get(name)} | numbers


def back_to(request: HttpRequest, route: str) -> str:
    """Return the page one came from, if it is one of ours, else ``route``."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/")
    return wanted if safe else route


def asked_about(request: HttpRequest, actor: Any) -> dict[str, Any]:
    """Return whom it is about: the home with its people, as the address or the form names it."""
    given = request.POST if request.method == "POST" else request.GET
    home, person = given.get("home", ""), given.get("person", "")
    if not home.isdecimal() or len(home) > 18:
        return {"door": None, "whom": None}
    door = queries.door(int(home), actor)
    people = [one.person for one in door.residents]
    return {"door": door, "whom": next((one for one in people if str(one.pk) == person), None)}


def _asked(request: HttpRequest) -> tuple[Workplace, Any, PeriodForm, dict[str, Any]]:
    today = clock.today()
    usual: dict[str, Any] = {"first": today - USUAL, "last": today, "why": ""}
    shown = {name: str(value) for name, value in usual.items()}
    form = PeriodForm({**shown, **request.GET.dict()})
    given = form.cleaned_data if form.is_valid() else usual
    return here_of(request), actor_of(request), form, given
