"""What somebody on site does with a job: take, go, arrive, wait, finish (B4, B6, B8).

A phone that had no signal sends the same forms later, one by one, and asks for JSON: done, or why
not. Everybody else gets the next page.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions.phoning import phone_reporter
from nuanlin.domains.service_desk.device_time import Device
from nuanlin.domains.service_desk.forms import work
from nuanlin.domains.service_desk.models import Case, FilePurpose, Waiting
from nuanlin.domains.service_desk.queries.jobs import reporter_phone
from nuanlin.domains.service_desk.staff.my_jobs import job_answer
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.answering import refused, wants_json, wrong
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.sent import file_ids_of, kept_files
from nuanlin.lib.device_time import read

Step = Callable[..., Case]


def _take(case_id: int, *, device: Device, by: Actor) -> Case:
    if by.staff_id is None:
        raise Missing
    return actions.assign_case(case_id, to=by.staff_id, by=by)


STEPS: dict[str, Step] = {
    "take": _take,
    "accept": actions.accept_job,
    "set_out": actions.set_out,
    "arrive": actions.arrive,
    "resume": actions.resume_case,
}


@require_POST
@staff_page()
def job_step(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note one step that needs no words, and stay on the page it was taken from."""
    act, actor = STEPS.get(request.POST.get("step", "")), actor_of(request)
    if act is None:
        raise Missing
    back = "my_jobs" if request.POST.get("back") == "list" else "job"
    return _bare_step(
        request,
        case_id,
        lambda: once(lambda: act(case_id, device=_device(request), by=actor), by=actor),
        back=back,
    )


@require_POST
@staff_page()
def job_phone(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the reporter's number for one call: as JSON to the button, else as a page to tap."""
    actor = actor_of(request)
    once(lambda: phone_reporter(case_id, by=actor), by=actor)
    phone = reporter_phone(case_id, actor)
    if wants_json(request):
        return JsonResponse({"phone": phone})
    return render(request, "service_desk/onsite/phone.html", {"phone": phone, "case_id": case_id})


@require_POST
@staff_page()
def job_ticks(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the ticks of the checklist as they are set."""
    actor, checked = actor_of(request), work.ticked_lines(request.POST)
    return _bare_step(
        request,
        case_id,
        lambda: once(lambda: actions.tick_checklist(case_id, checked=checked, by=actor), by=actor),
    )


@require_POST
@staff_page()
def job_photos(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep photos from before the work at once; those from after come with the end."""
    actor, form = actor_of(request), work.NoteForm({})
    files = file_ids_of(request, form, ids_name="before_ids", name="before_files")

    def act() -> Any:
        if not files:
            raise Refusal("no_photo", _("Please choose a photo first."))
        return once(
            lambda: actions.add_photos(
                case_id,
                file_ids=files,
                purpose=FilePurpose.BEFORE,
                device=_device(request),
                by=actor,
            ),
            by=actor,
        )

    return _bare_step(request, case_id, act)


@require_POST
@staff_page()
def job_done(request: HttpRequest, case_id: int) -> HttpResponse:
    """End the visit: what was found, done and used, photos, and the owner's signature."""
    actor, form = actor_of(request), work.FinishForm(request.POST)
    before = file_ids_of(request, form, ids_name="before_ids", name="before_files")
    after = file_ids_of(request, form, ids_name="after_ids", name="after_files")
    signature = request.POST.get("signature_id", "")
    done = attempt(
        form,
        lambda: actions.finish_round(
            case_id,
            finished=form.finished(before=before, after=after, signature_id=signature),
            device=_device(request),
            by=actor,
        ),
        by=actor,
    )
    told = _("Done. The owner is asked whether it is right.")
    if wants_json(request):
        return _noted(request, case_id, form, told)
    if done is None:
        kept = {"before": kept_files(request, before), "after": kept_files(request, after)}
        return job_answer(request, case_id, status=422, finish_form=form, **kept)
    messages.success(request, told)
    return redirect("service_desk:my_jobs")


@require_POST
@staff_page()
def job_waiting(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the job stand still for parts or the owner."""
    form = work.WaitForm(request.POST)

    def act(by: Actor) -> Case:
        given = form.cleaned_data
        return actions.wait_for(
            case_id,
            whom=Waiting(given["whom"]),
            note=given["note"],
            parts_due_on=given["parts_due_on"],
            device=_device(request),
            by=by,
        )

    return _form_step(request, case_id, form, act, "wait_form", _("Noted, it stands still."))


@require_POST
@staff_page()
def job_return(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand the job back to the queue with a reason."""
    form = work.ReturnForm(request.POST)

    def act(by: Actor) -> Case:
        return actions.take_back(case_id, reason=form.cleaned_data["reason"], by=by)

    return _form_step(request, case_id, form, act, "return_form", _("Handed back."), leave=True)


@require_POST
@staff_page()
def job_upward(request: HttpRequest, case_id: int) -> HttpResponse:
    """Report the job upward: it needs a decision (B6)."""
    form = work.UpwardForm(request.POST)

    def act(by: Actor) -> Case:
        given = form.cleaned_data
        return actions.escalate_case(
            case_id, reason=given["reason"], decision_needed=given["decision_needed"], by=by
        )

    return _form_step(request, case_id, form, act, "upward_form", _("Reported to management."))


@require_POST
@staff_page()
def job_note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write a note for colleagues, or for the owner as well."""
    form = work.NoteForm(request.POST)
    files = file_ids_of(request, form)

    def act(by: Actor) -> Case:
        given = form.cleaned_data
        return actions.write_message(
            case_id,
            text=given["text"],
            file_ids=files,
            internal=not given["for_owner"],
            device=_device(request),
            by=by,
        )

    return _form_step(request, case_id, form, act, "note_form", _("Noted."))


def _form_step(
    request: HttpRequest,
    case_id: int,
    form: Any,
    act: Callable[[Actor], Case],
    name: str,
    told: str,
    *,
    leave: bool = False,
) -> HttpResponse:
    """Carry out one form of the job page; refused, it is shown again in its dialog."""
    actor = actor_of(request)
    done = attempt(form, lambda: act(actor), by=actor)
    if wants_json(request):
        return _noted(request, case_id, form, told)
    if done is None:
        return job_answer(request, case_id, status=422, **{name: form})
    messages.success(request, told)
    if leave:
        return redirect("service_desk:my_jobs")
    return redirect("service_desk:job", case_id)


def _bare_step(
    request: HttpRequest, case_id: int, act: Callable[[], Any], *, back: str = "job"
) -> HttpResponse:
    """Carry out what has no form; a refusal is told on the next page, or in JSON."""
    try:
        act()
    except Missing:
        raise
    except Refusal as refusal:
        if wants_json(request):
            return refused(refusal.code, refusal.sentence)
        messages.error(request, refusal.sentence)
    if wants_json(request):
        return JsonResponse({"case": case_id})
    return (
        redirect("service_desk:my_jobs")
        if back == "my_jobs"
        else redirect("service_desk:job", case_id)
    )


def _noted(request: HttpRequest, case_id: int, form: BaseForm, told: str) -> HttpResponse:
    """Answer a script that sent ``form``: done, or the first thing that is wrong.

    ``told`` is for somebody who watches and is shown the next page.
    """
    if problem := wrong(form):
        return problem
    if request.POST.get("watched"):
        messages.success(request, told)
    return JsonResponse({"case": case_id})


def _device(request: HttpRequest) -> Device:
    """Return what the phone says of the step's time and visit; nothing where it says none."""
    visit = request.POST.get("visit", "")
    return Device(
        at=read(request.POST.get("device_at", "")),
        visit=int(visit) if visit.isdecimal() and len(visit) < 6 else None,
    )
