"""The office lets people in: slips, requests, one-time codes for forgotten passwords (A5)."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.people.actions import access, passwords, requests
from nuanlin.domains.people.documents import slips_pdf
from nuanlin.domains.people.forms.access import (
    BuildingSlipsForm,
    ConfirmForm,
    DeclineForm,
    HomeSlipForm,
)
from nuanlin.domains.people.policy import RECORD_KEEPERS
from nuanlin.domains.people.queries.access import (
    buildings_for_slips,
    helped_account,
    home_for_slip,
    open_slips,
    waiting_requests,
)
from nuanlin.domains.people.slips import Slip
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.audit.refusals import Missing, Refusal

SHOWN_SLIPS = 200


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def slips(request: HttpRequest) -> HttpResponse:
    """Print slips for a building or entrance in one file; see and revoke those not used yet."""
    actor = actor_of(request)
    form = BuildingSlipsForm(request.POST or None, buildings=buildings_for_slips(actor))

    def make() -> tuple[Model, list[Slip]]:
        building_id, entrance_id = form.cleaned_data["place"]
        roles = form.cleaned_data["roles"].split(",")
        return access.make_slips(building_id, entrance_id=entrance_id, roles=roles, by=actor)

    act = ShownOnce(make)
    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        return _printed(request, act.made, "people:slips")
    unused = list(open_slips(actor)[: SHOWN_SLIPS + 1])
    context = {"form": form, "slips": unused[:SHOWN_SLIPS], "more": len(unused) > SHOWN_SLIPS}
    return render(request, "people/slips.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def home_slips(request: HttpRequest, home_id: int) -> HttpResponse:
    """Print one slip: for somebody of a home, or for somebody still to be written down."""
    actor = actor_of(request)
    home, people = home_for_slip(actor, home_id)
    form = HomeSlipForm(request.POST or None, people=people)

    def make() -> tuple[Model, Slip]:
        person = form.cleaned_data["for_whom"]
        return access.make_slip(
            home_id,
            person_id=int(person) if person else None,
            role="" if person else form.cleaned_data["role"],
            by=actor,
        )

    act = ShownOnce(make)
    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        made = None if act.made is None else [act.made]
        return _printed(request, made, "people:home_slips", home_id)
    context = {"form": form, "home": home, "slips": open_slips(actor, home_id)}
    return render(request, "people/home_slips.html", context, status=422 if form.errors else 200)


def _printed(
    request: HttpRequest, made: list[Slip] | None, page: str, *arguments: int
) -> HttpResponse:
    if made is None:
        messages.warning(
            request,
            _("These slips were made a moment ago. If the file is lost, please print them anew."),
        )
        return redirect(page, *arguments)
    link = request.build_absolute_uri(reverse("people:bind"))
    response = HttpResponse(slips_pdf(made, link), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="slips.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@staff_page(*RECORD_KEEPERS)
def revoke_slip(request: HttpRequest, code_id: int) -> HttpResponse:
    """End a slip that was lost before it was used."""
    access.revoke_slip(code_id, by=actor_of(request))
    messages.success(request, _("The slip opens nothing any more."))
    return redirect("people:slips")


@staff_page(*RECORD_KEEPERS)
def access_requests(request: HttpRequest) -> HttpResponse:
    """Who asks to be let in, with whom they may be."""
    return _requests(request)


@require_POST
@staff_page(*RECORD_KEEPERS)
def correct_address(request: HttpRequest, request_id: int) -> HttpResponse:
    """Set the right door of a request, so that its people can be compared."""
    actor = actor_of(request)
    try:
        requests.correct_address(request_id, address=request.POST.get("address", ""), by=actor)
    except Missing:
        raise
    except Refusal as refusal:
        return _requests(request, problem=refusal.sentence, about=request_id)
    return redirect("people:access_requests")


@never_cache
@require_POST
@staff_page(*RECORD_KEEPERS)
def see_asker(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show the number of somebody who asks, to call them back; the look is kept."""
    requests.see_asker(request_id, by=actor_of(request))
    return _requests(request, seen=request_id)


def _requests(
    request: HttpRequest,
    *,
    problem: str = "",
    about: int | None = None,
    seen: int | None = None,
) -> HttpResponse:
    context = {
        "asking": waiting_requests(actor_of(request)),
        "problem": problem,
        "about": about,
        "seen": seen,
        "roles": ConfirmForm.base_fields["role"].choices,  # type: ignore[attr-defined]
    }
    status = 422 if problem else 200
    return render(request, "people/access_requests.html", context, status=status)


@require_POST
@staff_page(*RECORD_KEEPERS)
def confirm_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Let somebody in."""
    form, actor = ConfirmForm(request.POST), actor_of(request)
    if not form.is_valid():
        return _requests(request, problem=_("Please choose the home first."), about=request_id)
    typed = form.cleaned_data
    try:
        once(
            lambda: requests.confirm_request(
                request_id,
                home_id=typed["home"],
                person_id=typed["person"],
                role=typed["role"],
                by=actor,
            ),
            by=actor,
        )
    except Missing:
        raise
    except Refusal as refusal:
        return _requests(request, problem=refusal.sentence, about=request_id)
    messages.success(request, _("They are in. They see it at once."))
    return redirect("people:access_requests")


@require_POST
@staff_page(*RECORD_KEEPERS)
def decline_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say no, and why."""
    form, actor = DeclineForm(request.POST), actor_of(request)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        once(lambda: requests.decline_request(request_id, reason=reason, by=actor), by=actor)
    except Missing:
        raise
    except Refusal as refusal:
        return _requests(request, problem=refusal.sentence, about=request_id)
    messages.success(request, _("Answered. They see your words."))
    return redirect("people:access_requests")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Role.FRONT_DESK, Role.MANAGER)
def reset_code(request: HttpRequest, account_id: int) -> HttpResponse:
    """Make the one-time code with which somebody chooses a new password; it is shown this once."""
    actor = actor_of(request)
    whom = helped_account(actor, account_id)
    shown: list[str] = []
    if request.method == "POST":

        def make() -> Model:
            code, raw = passwords.make_reset_code(account_id, by=actor)
            shown.append(raw)
            return code

        once(make, by=actor)
    context = {"whom": whom, "code": shown[0] if shown else "", "again": request.method == "POST"}
    return render(request, "people/reset_code.html", context)
