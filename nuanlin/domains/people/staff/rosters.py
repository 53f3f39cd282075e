"""Rosters in: upload, watch it being read, look it over, load it, correct the rest (A1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuanlin.domains.people.actions import rosters as actions
from nuanlin.domains.people.forms.rosters import HeadingsForm, RosterForm
from nuanlin.domains.people.policy import IMPORTERS
from nuanlin.domains.people.queries import rosters as queries
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.files.bounds import was_dropped
from nuanlin.foundation.files.downloads import saved_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@staff_page(*IMPORTERS)
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a roster; see those uploaded before."""
    actor = actor_of(request)
    here = workplace(request)
    form = RosterForm(
        request.POST or None,
        request.FILES or None,
        communities=queries.communities_to_fill(actor),
        initial={"community": here.id if here else None},
    )
    if request.method == "POST":
        if was_dropped(request):
            form.add_error("file", _("This file is too large to be a roster."))
        done = attempt(
            form,
            lambda: actions.upload_roster(
                form.cleaned_data["community"].pk, file=form.cleaned_data["file"], by=actor
            ),
            by=actor,
        )
        if done is not None:
            return redirect("people:roster", done)
    context = {"form": form, "page": queries.imports(actor, _page(request))}
    return render(request, "people/rosters.html", context, status=422 if form.errors else 200)


@require_GET
@staff_page(*IMPORTERS)
def roster(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show where a roster stands: being read, its preview with every problem, loaded."""
    found = queries.roster_import(actor_of(request), import_id)
    context = {
        "roster": found,
        "kinds": queries.kinds(found),
        "page": queries.problems(found, _page(request)),
        "refusal": queries.refusal_of(found),
        "moving": queries.is_moving(found),
    }
    return render(request, "people/roster.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(*IMPORTERS)
def headings(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say which column of the office's file holds what."""
    actor = actor_of(request)
    found = queries.roster_import(actor, import_id)
    known, chosen = queries.mapping_so_far(found)
    form = HeadingsForm(request.POST or None, headings=known, chosen=chosen)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.map_headings(import_id, fields=form.cleaned_data, by=actor),
            by=actor,
        )
        if done is not None:
            return redirect("people:roster", done)
    context = {"form": form, "roster": found, "known": known}
    status = 422 if form.errors else 200
    return render(request, "people/roster_headings.html", context, status=status)


@require_POST
@staff_page(*IMPORTERS)
def load(request: HttpRequest, import_id: int) -> HttpResponse:
    """Load the good rows."""
    actor = actor_of(request)
    once(lambda: actions.load_roster(import_id, by=actor), by=actor)
    return redirect("people:roster", import_id)


@require_GET
@staff_page(*IMPORTERS)
def bad_rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """Download the rows that need a correction, as Excel, to be uploaded again."""
    content = queries.bad_rows(actor_of(request), import_id)
    if content is None:
        messages.success(request, _("Every row of this roster is good."))
        return redirect("people:roster", import_id)
    return saved_workbook(content, "rows-to-correct.xlsx")


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else 1
