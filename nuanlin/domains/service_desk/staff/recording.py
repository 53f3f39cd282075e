"""Recording for an owner, by keyboard alone in under a minute (B1, B3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.actions import ComplaintWords
from nuanlin.domains.service_desk.forms.recording import SOMEBODY_ELSE, RecordForm
from nuanlin.domains.service_desk.intake_questions import (
    answers_in,
    answers_to,
    asked,
    has_danger,
    in_danger,
)
from nuanlin.domains.service_desk.lines import lines
from nuanlin.domains.service_desk.models import OPINIONS, Case, Kind, Source
from nuanlin.domains.service_desk.queries import Places
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.views.preferences import safe_next
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.sent import file_ids_of, kept_files


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def record(request: HttpRequest) -> HttpResponse:
    """Show the form, find the door in it, or record what was said."""
    here = workplace(request)
    if here is None:
        raise Missing
    if request.method == "POST":
        return _posted(request, here)
    if request.GET.get("kind") in OPINIONS:
        return redirect(f"{reverse('service_desk:record_complaint')}?{request.GET.urlencode()}")
    given = queries.with_message(request.GET.dict(), actor_of(request))
    found = places_given(given, here, actor_of(request))
    return _page(
        request,
        here,
        RecordForm(initial=started_with(given, found), desk=_has_desk(request, here)),
        found,
    )


def _posted(request: HttpRequest, here: Workplace) -> HttpResponse:
    actor = actor_of(request)
    form = RecordForm(request.POST, desk=_has_desk(request, here))
    if "find" in request.POST:
        found = places_given(request.POST, here, actor, anew=True)
        return _page(request, here, _as_typed(request, here), found)
    ids = file_ids_of(request, form)
    done = attempt(form, lambda: _record(request, form, ids, here, actor), by=actor)
    if done is None:
        places = places_given(request.POST, here, actor)
        return _page(request, here, form, places, uploaded=kept_files(request, ids), status=422)
    messages.success(request, _("Noted. Thank you."))
    if request.POST.get("then") == "assign":
        return redirect("service_desk:step", done, "assign")
    return redirect(safe_next(request, reverse("service_desk:case", args=[done])))


def _record(
    request: HttpRequest, form: RecordForm, ids: list[str], here: Workplace, actor: Actor
) -> Case:
    said = {
        "community_id": here.id,
        "source": Source(form.cleaned_data["source"]),
        "reported_at": form.cleaned_data["reported_at"],
        "contact": form.cleaned_data["contact"],
        **form.caller(),
    }
    if form.cleaned_data["kind"] in OPINIONS:
        words = ComplaintWords.of(form.report(ids))
        return actions.record_complaint(words, by=actor, **said)
    same_as = _number(request.POST.get("same_as"))
    if same_as is not None:
        return actions.record_further(
            form.report(ids), same_as=same_as, urgency=form.urgency_chosen, by=actor, **said
        )
    return actions.record_case(form.report(ids), urgency=form.urgency_chosen, by=actor, **said)


def _page(
    request: HttpRequest,
    here: Workplace,
    form: RecordForm,
    found: Places,
    *,
    uploaded: Any = (),
    status: int = 200,
) -> HttpResponse:
    chosen = str(form["category"].value() or "")
    context = {
        "here": here,
        "form": form,
        "uploaded": uploaded,
        "has_desk": _has_desk(request, here),
        **found_context(found),
        **_asked(here, chosen, answers_in(form.data)),
    }
    context["chosen"] = form["reporter"].value() or context["chosen"]
    return render(request, "service_desk/staff/record.html", context, status=status)


@require_safe
@staff_page()
def place(request: HttpRequest) -> HttpResponse:
    """Answer with the door that was typed: who lives there, what to know, what is open."""
    here = workplace(request)
    if here is None:
        raise Missing
    found = places_given(request.GET, here, actor_of(request))
    context = found_context(found)
    context["aside"] = request.GET.get("for") == "start"
    return render(request, "service_desk/staff/_place.html", context)


@require_safe
@staff_page()
def questions(request: HttpRequest) -> HttpResponse:
    """Answer with what is asked about the category that was chosen."""
    here = workplace(request)
    if here is None:
        raise Missing
    context = _asked(here, request.GET.get("category", ""), answers_in(request.GET))
    return render(request, "service_desk/staff/_questions.html", context)


@require_POST
@staff_page()
def suggestion(request: HttpRequest) -> HttpResponse:
    """Answer with the categories that the owner's words may mean; nothing is kept."""
    context = {"suggested": queries.suggest(request.POST.get("description", "")).categories}
    return render(request, "service_desk/staff/_suggestion.html", context)


@require_POST
@staff_page(*policy.DESK)
def similar(request: HttpRequest) -> HttpResponse:
    """Answer with open cases that may be the same fault as what is being recorded."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    given, number = request.POST, _number(request.POST.get("category"))
    fault = queries.fault_at(
        here.id,
        category=queries.service_numbered(number) if number is not None else None,
        home_id=_number(given.get("home")),
        area_id=_number(given.get("area")),
        words=given.get("description", ""),
        actor=actor,
    )
    context = {"similar": lines(queries.similar_for_desk(fault, actor))}
    return render(request, "service_desk/staff/_similar.html", context)


def _asked(here: Workplace, chosen: str, answers: dict[str, str]) -> dict[str, Any]:
    """Return the questions of the chosen category, and whom to call where there is danger."""
    number = _number(chosen)
    category = queries.service_numbered(number) if number is not None else None
    return {
        "asked": asked(category, answers),
        "numbers": queries.emergency_numbers(here.id) if has_danger(category) else [],
        "in_danger": in_danger(answers_to(category, answers)),
    }


def found_context(found: Places) -> dict[str, Any]:
    """Return what the part of the page shows that speaks of the door."""
    return {
        "found": found,
        "open_lines": lines(found.door.open_cases) if found.door else [],
        "chosen": str(_likely(found) or ""),
        "aside": False,
    }


def _likely(found: Places) -> int | None:
    """Return who is most likely on the phone: whom was searched for, else the first owner."""
    if found.door is None:
        return None
    first = found.door.residents[0].person_id if found.door.residents else None
    return found.door.person_id or first


def places_given(given: Any, here: Workplace, actor: Actor, *, anew: bool = False) -> Places:
    """Return what was found: the door chosen before, else what the typed words may mean."""
    typed = given.get("q", "")
    if not anew:
        if (home_id := _number(given.get("home"))) is not None:
            found = Places(typed)
            found.door = queries.door(home_id, actor, person_id=_number(given.get("person")))
            if found.door.home.community_id != here.id:
                raise Missing
            return found
        if (area_id := _number(given.get("area"))) is not None:
            found = Places(typed)
            found.area = queries.area(area_id, actor)
            return found
    return queries.places(typed, here, actor)


def started_with(given: dict[str, str], found: Places) -> dict[str, Any]:
    """Return what the address of the page has filled in already."""
    place = found.door.home.plate if found.door else found.area.name if found.area else ""
    started = {
        "q": given.get("q", "") or place,
        "description": given.get("words", ""),
        "source": given.get("source") or Source.PHONE,
        "kind": given.get("kind") or Kind.REPAIR,
        "contact": given.get("contact", ""),
        "next": given.get("next", ""),
    }
    # Who is known is chosen by person; a name and a number are those of somebody else.
    stranger = {"reporter_name": given.get("name", ""), "reporter_phone": given.get("phone", "")}
    if any(stranger.values()) and not given.get("person"):
        started |= stranger | {"reporter": SOMEBODY_ELSE}
    return started


def _has_desk(request: HttpRequest, here: Workplace) -> bool:
    return actor_of(request).holds(*policy.DESK, in_community=here.id)


def _as_typed(request: HttpRequest, here: Workplace) -> RecordForm:
    """Return the form with what was typed so far, not yet judged."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    typed.update(home="", area="", reporter="")
    return RecordForm(initial=typed, desk=_has_desk(request, here))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
