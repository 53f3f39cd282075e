"""Phrases of an office: for everybody to read, for managers to edit (D4)."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.service_language import actions, queries
from nuanlin.foundation.service_language.forms import PhraseForm
from nuanlin.foundation.service_language.models import OfficePhrase
from nuanlin.foundation.service_language.pages import around, here_of
from nuanlin.foundation.service_language.queries import Said
from nuanlin.lib.language import kinds, phrases
from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.phrases import Form, Moment

# With what a phrase is shown filled in.
EXAMPLE = {
    "another_way": "请师傅明天上午上门", "count": "3", "department": "工程部", "minutes": "5",
    "name": "周建国", "phone": "0571-85551234", "place": "3 栋", "price": "120",
    "reason": "配件还没有到", "thing": "窗帘清洗", "time": "下午三点", "utility": "水",
}  # fmt: skip
STEPS = {
    "on": lambda pk, by: actions.switch_phrase(pk, active=True, by=by),
    "off": lambda pk, by: actions.switch_phrase(pk, active=False, by=by),
    "earlier": lambda pk, by: actions.move_phrase(pk, earlier=True, by=by),
    "later": lambda pk, by: actions.move_phrase(pk, earlier=False, by=by),
}


@require_safe
@staff_page()
def phrase_list(request: HttpRequest) -> HttpResponse:
    """Show what is said at each moment, with names filled in."""
    here = here_of(request)
    values = _example(request)
    shown = around(request, "phrases")
    said = queries.arranged(here.id)
    if not shown["may_edit"]:
        said = [one for one in said if one.row is None or one.row.active]
    groups = [
        {
            "moment": moment,
            "title": phrases.moment_title(moment),
            "lines": [_line(one, values, shown["may_everywhere"]) for one in some],
        }
        for moment, some in groupby(said, key=lambda one: one.moment)
    ]
    return render(request, "service_language/phrases.html", {**shown, "groups": groups})


def _line(one: Said, values: dict[str, str], everywhere: bool) -> dict[str, Any]:
    row = one.row
    return {
        "form": one.form,
        "form_title": phrases.form_title(one.form),
        "text": phrases.with_gaps(one.text, values),
        "row": row,
        "mine": row is not None and (row.community_id is not None or everywhere),
    }


def _example(request: HttpRequest) -> dict[str, str]:
    here = here_of(request)
    given = {**EXAMPLE, "office": here.office or here.name, "staff": actor_of(request).name}
    return queries.values_for(given, gender="m")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def add(request: HttpRequest) -> HttpResponse:
    """Offer one phrase more, or another in place of one that Nuanlin brings."""
    actor, here = actor_of(request), here_of(request)
    begun = {name: request.GET.get(name, "") for name in ("moment", "form")}
    stands_in = "instead" in request.GET
    if stands_in:
        begun["text"] = _brought(begun["moment"], begun["form"]).text
    initial = {**begun, "stands_in": stands_in}
    form = PhraseForm(typed(request), may_everywhere=actor.is_administrator, initial=initial)

    def act() -> OfficePhrase:
        where = None if form.cleaned_data.get("everywhere") else here.id
        return actions.add_phrase(where, facts=form.facts(), by=actor)

    return _answer(request, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def edit(request: HttpRequest, phrase_id: int) -> HttpResponse:
    """Say a phrase in other words."""
    actor = actor_of(request)
    phrase = queries.phrase_to_edit(phrase_id, actor)
    form = PhraseForm(typed(request), phrase=phrase)

    def act() -> OfficePhrase:
        return actions.change_phrase(phrase_id, text=form.cleaned_data["text"], by=actor)

    return _answer(request, form, act, phrase)


@require_POST
@staff_page(Role.MANAGER)
def step(request: HttpRequest, phrase_id: int) -> HttpResponse:
    """Switch a phrase on or off, or put it elsewhere in the order."""
    actor, act = actor_of(request), STEPS.get(request.POST.get("step", ""))
    if act is None:
        raise Missing
    once(lambda: act(phrase_id, actor), by=actor)
    return redirect("service_language:phrases")


@require_POST
@staff_page(Role.MANAGER)
def brought_off(request: HttpRequest) -> HttpResponse:
    """Offer a phrase that Nuanlin brings no longer in this community."""
    actor, here = actor_of(request), here_of(request)
    brought = _brought(request.POST.get("moment", ""), request.POST.get("form", ""))
    once(
        lambda: actions.switch_brought_off(
            here.id, moment=brought.moment, form=brought.form, by=actor
        ),
        by=actor,
    )
    return redirect("service_language:phrases")


def _brought(moment: str, form: str) -> phrases.Phrase:
    found = [one for one in phrases.shipped() if (one.moment, one.form) == (moment, form)]
    if not found:
        raise Missing
    return found[0]


def _answer(
    request: HttpRequest, form: PhraseForm, act: Any, phrase: OfficePhrase | None = None
) -> HttpResponse:
    status, preview = 200, ""
    if form.is_bound:
        if "preview" in request.POST and form.is_valid():
            preview = phrases.with_gaps(form.cleaned_data["text"], _example(request))
        elif attempt(form, act, by=actor_of(request)) is not None:
            _tell(request, form.cleaned_data["text"])
            return redirect("service_language:phrases")
        else:
            status = 422
    context = {
        "form": form,
        "phrase": phrase,
        "title": _title(phrase) if phrase else "",
        "places": phrases.GAPS,
        "preview": preview,
    }
    return render(request, "service_language/phrase.html", context, status=status)


def _title(phrase: OfficePhrase) -> str:
    moment = phrases.moment_title(Moment(phrase.moment))
    return f"{moment} · {phrases.form_title(Form(phrase.form))}"


def _tell(request: HttpRequest, text: str) -> None:
    """Say that it is kept, and what the checker thinks of it: a manager decides."""
    filled = phrases.with_gaps(text, _example(request))
    found = queries.checker_for(here_of(request).id).check(filled)
    told = {kinds.title(one.kind) for one in found if one.kind is not Kind.GAP}
    if told:
        words = _("Kept. The checker would mark it all the same: %(kinds)s")
        messages.warning(request, words % {"kinds": ", ".join(sorted(told))})
    else:
        messages.success(request, _("Kept."))
