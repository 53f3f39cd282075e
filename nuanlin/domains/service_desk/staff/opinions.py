"""What owners say on any occasion: noted in two fields, and followed up (K3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk.actions.owners_words import note_opinion
from nuanlin.domains.service_desk.forms.opinions import OpinionFilterForm, OpinionForm
from nuanlin.domains.service_desk.models import Contact, OpinionKind
from nuanlin.domains.service_desk.queries.opinions import opinion_figures, opinions
from nuanlin.domains.service_desk.staff.declining import (
    USUAL,
    asked_about,
    back_to,
    given_in,
    here_of,
)
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.lib import clock

TONES = {
    OpinionKind.PRAISE: "jade",
    OpinionKind.SUGGESTION: "blue",
    OpinionKind.WISH: "persimmon",
    OpinionKind.COMPLAINT: "crimson",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def new_opinion(request: HttpRequest) -> HttpResponse:
    """Note what an owner said; asked for from within another page, answer with the form alone."""
    here, actor = here_of(request), actor_of(request)
    started = given_in(request, "words", "kind", "contact", "name")
    form = OpinionForm(typed(request), community_id=here.id, initial=started)
    if form.is_bound:
        done = attempt(form, lambda: note_opinion(here.id, facts=form.facts(), by=actor), by=actor)
        if done is not None:
            messages.success(request, _("Noted, and on its way to where it belongs. Thank you."))
            return redirect(back_to(request, "service_desk:opinions"))
    given = request.POST if form.is_bound else request.GET
    context = {"form": form, "here": here, "back": given.get("next", ""),
               **asked_about(request, actor)}  # fmt: skip
    alone = request.headers.get("HX-Request") == "true"
    template = "_opinion_form.html" if alone else "new_opinion.html"
    status = 422 if form.is_bound else 200
    return render(request, f"service_desk/staff/{template}", context, status=status)


@require_safe
@staff_page()
def heard(request: HttpRequest) -> HttpResponse:
    """List what owners said, and how often where."""
    here, actor, today = here_of(request), actor_of(request), clock.today()
    usual: dict[str, Any] = {"first": today - USUAL, "last": today, "kind": ""}
    shown = {name: str(value) for name, value in usual.items()}
    form = OpinionFilterForm({**shown, **request.GET.dict()})
    given = form.cleaned_data if form.is_valid() else usual
    found = opinions(here.id, actor, **given, after=request.GET.get("after", "")[:500])
    kept = request.GET.copy()
    kept["after"] = found.next
    figures = opinion_figures(here.id, actor, first=given["first"], last=given["last"])
    numbers = {(one.contact, one.kind): one.number for one in figures}
    context = {
        "here": here,
        "form": form,
        "found": found.items,
        "tones": TONES,
        "kinds": OpinionKind.choices,
        "contacts": [one for one in Contact.choices if any(one[0] == key[0] for key in numbers)],
        "numbers": numbers,
        "total": sum(numbers.values()),
        "next_url": f"?{kept.urlencode()}" if found.next else "",
    }
    return render(request, "service_desk/staff/opinions.html", context)
