"""Whoever stands before a poster scans it and reports, without signing in (B1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.forms.poster import PHOTOS, ScannedForm
from nuanlin.domains.service_desk.intake_questions import has_danger
from nuanlin.domains.service_desk.models import Category, Poster
from nuanlin.domains.service_desk.queries.posters import known_at, poster_with, services_at
from nuanlin.domains.service_desk.resident.examples import example_for
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.accounts.limits import spend
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files.actions import store_uploads


@require_http_methods(["GET", "HEAD", "POST"])
def at_place(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what is wrong at this place, then say it in a few words."""
    poster = poster_with(code)
    category = queries.service(request.GET.get("service", ""))
    if category is None:
        context = {"poster": poster, "known": known_at(poster), "offered": services_at(poster)}
        return render(request, "service_desk/resident/at_place.html", context)
    if request.method == "POST":
        return _report(request, poster, category)
    return _form_page(request, poster, ScannedForm(category=category))


@require_safe
def at_place_sent(request: HttpRequest, code: str) -> HttpResponse:
    """Say thank you; the number of the report stands above it once."""
    poster = poster_with(code)
    return render(request, "service_desk/resident/at_place_sent.html", {"poster": poster})


def _report(request: HttpRequest, poster: Poster, category: Category) -> HttpResponse:
    actor, form = actor_of(request), ScannedForm(request.POST, category=category)
    if form.from_program:
        return redirect("service_desk:at_place_sent", poster.code)
    files: list[str] = []
    try:
        spend(request, "poster", key=poster.code)
        if form.is_valid():
            sent = request.FILES.getlist("files")[:PHOTOS]
            files = [str(file.pk) for file in store_uploads(sent, by=actor)]
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
    case_id = attempt(
        form,
        lambda: actions.report_at_poster(
            poster.code, report=form.report(files), phone=form.cleaned_data["phone"], by=actor
        ),
        by=actor,
    )
    if case_id is None:
        return _form_page(request, poster, form, status=422)
    messages.success(request, _("We have it, number %(number)s.") % {"number": case_id})
    return redirect("service_desk:at_place_sent", poster.code)


def _form_page(
    request: HttpRequest, poster: Poster, form: ScannedForm, *, status: int = 200
) -> HttpResponse:
    category = form.category
    numbers = queries.emergency_numbers(poster.community_id) if has_danger(category) else []
    same = [case for case in known_at(poster) if case.category_id == category.pk]
    context = {
        "poster": poster,
        "form": form,
        "category": category,
        "numbers": numbers,
        "example": example_for(category),
        "known": same,
        "most_photos": PHOTOS,
    }
    return render(request, "service_desk/resident/at_place_form.html", context, status=status)
