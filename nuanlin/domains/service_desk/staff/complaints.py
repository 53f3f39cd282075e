"""Complaints and suggestions at the desk: writing one down, the register, what all are told."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, clocks, policy, queries
from nuanlin.domains.service_desk.actions.complaints import code_for
from nuanlin.domains.service_desk.documents.register import (
    blank_complaint_pdf,
    complaint_pdf,
    register_workbook,
)
from nuanlin.domains.service_desk.forms.complaints import (
    RecordComplaintForm,
    RegisterForm,
)
from nuanlin.domains.service_desk.lines import lines, state_of
from nuanlin.domains.service_desk.models import CARRIED_OUT, OPINIONS, Case, Kind, Outcome, Source
from nuanlin.domains.service_desk.queries import complaints as reads
from nuanlin.domains.service_desk.staff.recording import (
    found_context,
    places_given,
    started_with,
)
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.codes import grouped
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.views.preferences import safe_next
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.downloads import saved_workbook
from nuanlin.foundation.files.sent import file_ids_of, kept_files
from nuanlin.lib import clock

SHOWN = 100
superiors = staff_page(*policy.SUPERIORS)
overseers = staff_page(*policy.OVERSEERS)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def record_complaint(request: HttpRequest) -> HttpResponse:
    """Show what to ask while one listens, or keep what was heard (C2)."""
    here, actor = _here(request), actor_of(request)
    if request.method != "POST":
        given = queries.with_message(request.GET.dict(), actor)
        found = places_given(given, here, actor)
        started = {**started_with(given, found), "kind": _kind(request)}
        return _page(request, here, _form(here, actor, initial=started), found)
    if "find" in request.POST:
        found = places_given(request.POST, here, actor, anew=True)
        typed: dict[str, Any] = {**request.POST.dict(), "home": "", "area": "", "reporter": ""}
        typed["staff"] = request.POST.getlist("staff")
        return _page(request, here, _form(here, actor, initial=typed), found)
    form = _form(here, actor, request.POST)
    ids, code = file_ids_of(request, form), code_for(actor.request_key)
    done = attempt(form, lambda: _record(form, ids, here, code, actor), by=actor)
    if done is None:
        found = places_given(request.POST, here, actor)
        return _page(request, here, form, found, uploaded=kept_files(request, ids), status=422)
    messages.success(request, _("Noted. Thank you."))
    if form.cleaned_data["privacy"] == "anonymous":
        told = _("Please give them this code, it is shown this once: %(code)s")
        messages.info(request, told % {"code": grouped(code)})
    return redirect(safe_next(request, reverse("service_desk:case", args=[done])))


def _record(
    form: RecordComplaintForm, ids: list[str], here: Workplace, code: str, actor: Actor
) -> Case:
    given = form.cleaned_data
    neighbour = reads.home_at(here.id, given["neighbour"]) if given["neighbour"] else None
    return actions.record_complaint(
        form.words(ids, neighbour_home_id=neighbour),
        community_id=here.id,
        source=Source(given["source"]),
        reported_at=given["reported_at"],
        heard=form.heard(),
        contact=given["contact"],
        code=code,
        by=actor,
        **form.caller(),
    )


def _form(here: Workplace, actor: Actor, *args: Any, **kwargs: Any) -> RecordComplaintForm:
    return RecordComplaintForm(
        *args,
        community_id=here.id,
        actor=actor,
        desk=actor.holds(*policy.DESK, in_community=here.id),
        anonymous=clocks.rules_of(here.id).anonymous,
        **kwargs,
    )


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in OPINIONS else Kind.COMPLAINT.value


def _page(
    request: HttpRequest,
    here: Workplace,
    form: RecordComplaintForm,
    found: queries.Places,
    *,
    uploaded: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {"here": here, "form": form, "uploaded": uploaded, **found_context(found)}
    context["chosen"] = form["reporter"].value() or context["chosen"]
    return render(request, "service_desk/staff/record_complaint.html", context, status=status)


@require_safe
@overseers
def complaints(request: HttpRequest) -> HttpResponse:
    """Show the complaint register (业主投诉意见登记表) of this community (C2)."""
    here, form = _here(request), RegisterForm(request.GET)
    found = reads.register(form.wanted(here.id), by=actor_of(request))
    rows = list(found[: SHOWN + 1])
    context = {
        "here": here,
        "form": form,
        "rows": [(case, getattr(case, "complaint", None), state_of(case)) for case in rows[:SHOWN]],
        "said_words": dict(Outcome.choices),
        "more": len(rows) > SHOWN,
        "query": request.GET.urlencode(),
    }
    return render(request, "service_desk/staff/complaints.html", context)


@require_safe
@overseers
def complaints_file(request: HttpRequest) -> HttpResponse:
    """Answer with what the register shows as an Excel workbook (C2)."""
    here, form = _here(request), RegisterForm(request.GET)
    found = reads.register(form.wanted(here.id), by=actor_of(request))[: reads.MOST]
    name = f"{_('complaints')}-{clock.today():%y%m%d}.xlsx"
    return saved_workbook(register_workbook(found), name)


@require_safe
@overseers
def complaint_form(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer with one complaint as the office's form on A4 (C2)."""
    case = reads.registered(case_id, actor_of(request))
    return _pdf(complaint_pdf(case), case.number)


@require_safe
@overseers
def blank_complaint_form(request: HttpRequest) -> HttpResponse:
    """Answer with the office's form on A4, to be filled in by hand (C2)."""
    return _pdf(blank_complaint_pdf(_here(request)), _("complaint-form"))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@staff_page()
def reporter(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show who reported a confidential case, to those who were named; the look is kept (C1)."""
    actor = actor_of(request)
    once(lambda: actions.see_reporter(case_id, by=actor), by=actor)
    kept = reads.sealed_reporter(case_id, actor)
    alone = request.headers.get("HX-Request") == "true"
    name = "_reporter" if alone else "reporter"
    context = {"kept": kept, "case": queries.case_head(case_id, actor)}
    response = render(request, f"service_desk/staff/{name}.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@superiors
def ideas(request: HttpRequest) -> HttpResponse:
    """List the suggestions: to be decided, to be done, to be told, told (C4)."""
    here = _here(request)
    found = lines(reads.ideas(here.id, by=actor_of(request)))
    waiting = [line for line in found if not hasattr(line.case, "idea") and line.case.is_open]
    decided = [line for line in found if hasattr(line.case, "idea")]
    context = {
        "here": here,
        "waiting": waiting,
        "doing": [one for one in decided if _carried(one.case) and one.case.idea.done_at is None],
        "to_tell": [
            one
            for one in decided
            if one.case.idea.done_at is not None and one.case.idea.published_at is None
        ],
        "told": [one for one in decided if one.case.idea.published_at is not None],
        "declined": [one for one in decided if not _carried(one.case)],
    }
    return render(request, "service_desk/staff/ideas.html", context)


def _carried(case: Case) -> bool:
    return case.idea.verdict in CARRIED_OUT


@require_POST
@superiors
def withdraw_publication(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take what was told back from the residents' page (C4)."""
    actor, form = actor_of(request), Form(request.POST)
    act = lambda: actions.withdraw_publication(case_id, by=actor)  # noqa: E731
    if attempt(form, act, by=actor) is not None:
        messages.success(request, _("Taken back. Residents no longer read it."))
    return redirect("service_desk:ideas")


def _here(request: HttpRequest) -> Workplace:
    here = workplace(request)
    if here is None:
        raise Missing
    return here
