"""Reporting something in four taps: what it is, a few words, when; and what happens next (B2)."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.clocks import runs_always
from nuanlin.domains.service_desk.forms.resident import ReportForm
from nuanlin.domains.service_desk.intake_questions import has_danger
from nuanlin.domains.service_desk.models import OPINIONS, Category, Urgency
from nuanlin.domains.service_desk.outage_words import Banner, banner
from nuanlin.domains.service_desk.queries.slots import Slot, free_slots
from nuanlin.domains.service_desk.resident.examples import example_for
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.files.sent import file_ids_of, kept_files


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def report(request: HttpRequest) -> HttpResponse:
    """Choose a service, then say what happened (B2); a complaint has a page of its own."""
    category = queries.service(request.GET.get("service", ""))
    if category is None and request.GET.get("kind", "") in OPINIONS:
        return redirect(f"{reverse('service_desk:complain')}?{request.GET.urlencode()}")
    if category is None:
        return _choose(request)
    if "another" in request.POST:
        # The words fit another service better: all that was filled in stays.
        form = _form(request, category)
        return _form_page(request, form, category, files=file_ids_of(request, form))
    if request.method == "POST":
        return _submit(request, category)
    return _form_page(request, _form(request, category), category)


def _choose(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")[:40]
    found = queries.services(typed)
    return render(
        request,
        "service_desk/resident/services.html",
        {
            "services": found,
            "typed": typed,
            "group": request.GET.get("group", ""),
            "outages": [banner(one) for one in queries.my_outages(actor_of(request))],
        },
    )


def _submit(request: HttpRequest, category: Category) -> HttpResponse:
    actor = actor_of(request)
    form = _form(request, category)
    files = file_ids_of(request, form)
    case_id = attempt(form, lambda: actions.submit_case(form.report(files), by=actor), by=actor)
    if case_id is None:
        return _form_page(request, form, category, files=files, status=422)
    return redirect("service_desk:report_sent", case_id)


def _form(request: HttpRequest, category: Category) -> ReportForm:
    actor = actor_of(request)
    data = request.POST if request.method == "POST" else None
    areas = queries.common_areas(actor)
    words = request.GET.get("words", "")
    return ReportForm(
        data,
        actor=actor,
        areas=areas,
        category=category,
        words=words,
        offered=_offered(request, category),
    )


def _offered(request: HttpRequest, category: Category) -> list[Slot]:
    """Return the fixed times for a service that is not an emergency, read only when needed."""
    sent = request.method == "POST" and not request.POST.get("start")
    if sent or category.urgency == Urgency.EMERGENCY:
        return []
    return free_slots(actor_of(request).homes[0].community_id, category)


def _form_page(
    request: HttpRequest,
    form: ReportForm,
    category: Category,
    *,
    files: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "category": category,
        "emergency": category.urgency == Urgency.EMERGENCY,
        "in_hours": not runs_always(category.runs, Urgency(category.urgency)),
        "promise": timedelta(minutes=category.promise_minutes),
        "example": example_for(category),
        "numbers": _numbers(request, category),
        "uploaded": kept_files(request, files),
        "outages": _explained(request, category),
        "nearby": queries.nearby(category, actor_of(request)),
    }
    return render(request, "service_desk/resident/report.html", context, status=status)


def _explained(request: HttpRequest, category: Category) -> list[Banner]:
    """Return what is off and explains the service, before it is reported."""
    known = queries.explaining(queries.my_outages(actor_of(request)), category.code)
    return [banner(one) for one in known]


def _numbers(request: HttpRequest, category: Category) -> list[queries.Number]:
    """Return whom to call, for a service that may be a danger to somebody."""
    if not has_danger(category):
        return []
    return queries.emergency_numbers(actor_of(request).homes[0].community_id)


@require_POST
@resident_page
def suggestion(request: HttpRequest) -> HttpResponse:
    """Answer with the services that the words fit better than the chosen one; nothing is kept."""
    chosen = request.GET.get("service", "")
    found = queries.suggest(request.POST.get("description", ""), chosen=chosen)
    context = {"suggested": found.categories}
    return render(request, "service_desk/resident/_suggestion.html", context)


@require_POST
@resident_page
def join(request: HttpRequest, case_id: int) -> HttpResponse:
    """Report what a neighbour has reported as well, in one tap (B2)."""
    actor, form = actor_of(request), Form(request.POST)
    done = attempt(form, lambda: actions.join_fault(case_id, by=actor), by=actor)
    if done is None:
        messages.info(request, " ".join(str(error) for error in form.non_field_errors()))
        return redirect("service_desk:my_cases")
    return redirect("service_desk:report_sent", done)


@require_safe
@resident_page
def report_sent(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that it has arrived, under which number, what was promised and what happens next."""
    case = queries.case_page(case_id, actor_of(request), as_resident=True).case
    nobody = bool(case.guard) and queries.heard_by_nobody(case)
    context = {"case": case, "opinion": case.kind in OPINIONS, "nobody_above": nobody}
    return render(request, "service_desk/resident/sent.html", context)
