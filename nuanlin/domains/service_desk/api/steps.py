"""Every verb of the case loop through the API; each calls the action that the pages call."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Status

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import Finished, Marks, MaterialUsed, Report
from nuanlin.domains.service_desk.actions.phoning import phone_reporter
from nuanlin.domains.service_desk.api import schemas
from nuanlin.domains.service_desk.api.reading import router, whole
from nuanlin.domains.service_desk.api.schemas import WholeCase
from nuanlin.domains.service_desk.asking import LIFE
from nuanlin.domains.service_desk.device_time import AT_ONCE
from nuanlin.domains.service_desk.documents.job_sheet import job_sheet_pdf
from nuanlin.domains.service_desk.queries.jobs import reporter_phone
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id

Verb = Callable[[Actor], Model]


def _done(request: HttpRequest, verb: Verb) -> dict[str, Any]:
    """Carry out ``verb`` once for this request's key and return the case as it stands then."""
    actor = actor_of(request)
    return whole(once(lambda: verb(actor), by=actor), request)


def _report(sent: schemas.ReportIn) -> Report:
    return Report(
        description=sent.description,
        category_id=sent.category_id,
        kind=sent.kind,
        home_id=sent.home_id,
        common_area_id=sent.common_area_id,
        place=sent.place,
        preferred_from=sent.preferred_from,
        preferred_until=sent.preferred_until,
        may_enter=sent.may_enter,
        file_ids=[str(pk) for pk in sent.file_ids],
        answers=sent.answers,
        as_emergency=sent.as_emergency,
    )


@router.post("cases", response={201: WholeCase})
def submit_case(request: HttpRequest, sent: schemas.ReportIn) -> Any:
    """Report something as a resident (B2)."""
    return Status(201, _done(request, lambda actor: actions.submit_case(_report(sent), by=actor)))


@router.post("communities/{int:community_id}/cases", response={201: WholeCase})
def record_case(request: HttpRequest, community_id: Id, sent: schemas.RecordIn) -> Any:
    """Record what somebody said on the phone, at the counter, on paper or in a message (B1, B3)."""
    said = sent.dict(
        include={
            "source",
            "reported_at",
            "reporter_id",
            "reporter_name",
            "reporter_phone",
            "urgency",
            "title",
            "contact",
        }
    )
    made = _done(
        request,
        lambda actor: actions.record_case(
            _report(sent), community_id=community_id, by=actor, **said
        ),
    )
    return Status(201, made)


@router.post("cases/{int:case_id}/classification", response=WholeCase)
def classify_case(request: HttpRequest, case_id: Id, sent: schemas.ClassificationIn) -> Any:
    """Say what the case is and how fast it must go (B3)."""
    return _done(request, lambda by: actions.classify_case(case_id, **sent.dict(), by=by))


@router.post("cases/{int:case_id}/assignment", response=WholeCase)
def assign_case(request: HttpRequest, case_id: Id, sent: schemas.AssignmentIn) -> Any:
    """Send somebody, or take the work oneself (B4)."""
    return _done(
        request,
        lambda by: actions.assign_case(
            case_id,
            to=sent.staff_id,
            instead_of=sent.instead_of,
            instruction=sent.instruction,
            by=by,
        ),
    )


@router.post("cases/{int:case_id}/department", response=WholeCase)
def pass_case_on(request: HttpRequest, case_id: Id, sent: schemas.DepartmentIn) -> Any:
    """Pass the case to a department (B4)."""
    return _done(request, lambda by: actions.pass_on(case_id, **sent.dict(), by=by))


@router.post("cases/{int:case_id}/return", response=WholeCase)
def take_case_back(request: HttpRequest, case_id: Id, sent: schemas.ReasonIn) -> Any:
    """Put assigned work back into the queue."""
    return _done(request, lambda by: actions.take_back(case_id, reason=sent.reason, by=by))


@router.post("cases/{int:case_id}/settlement", response=WholeCase)
def settle_case_online(request: HttpRequest, case_id: Id, sent: schemas.AnswerIn) -> Any:
    """Answer or guide the owner, who is then asked whether that settled it (B5)."""
    return _done(request, lambda by: actions.settle_online(case_id, answer=sent.answer, by=by))


@router.post("cases/{int:case_id}/acceptance", response=WholeCase)
def accept_job(request: HttpRequest, case_id: Id, sent: schemas.StepIn | None = None) -> Any:
    """I have it."""
    device = sent.device if sent is not None else AT_ONCE
    return _done(request, lambda by: actions.accept_job(case_id, device=device, by=by))


@router.post("cases/{int:case_id}/departure", response=WholeCase)
def set_out_for_job(request: HttpRequest, case_id: Id, sent: schemas.StepIn | None = None) -> Any:
    """I am on the way."""
    device = sent.device if sent is not None else AT_ONCE
    return _done(request, lambda by: actions.set_out(case_id, device=device, by=by))


@router.post("cases/{int:case_id}/arrival", response=WholeCase)
def arrive_at_job(request: HttpRequest, case_id: Id, sent: schemas.StepIn | None = None) -> Any:
    """I stand at the door."""
    device = sent.device if sent is not None else AT_ONCE
    return _done(request, lambda by: actions.arrive(case_id, device=device, by=by))


@router.post("cases/{int:case_id}/photos", response=WholeCase)
def add_case_photos(request: HttpRequest, case_id: Id, sent: schemas.PhotosIn) -> Any:
    """Add photos from before or after the work."""
    ids = [str(pk) for pk in sent.file_ids]
    return _done(
        request,
        lambda by: actions.add_photos(
            case_id, file_ids=ids, purpose=sent.purpose, device=sent.device, by=by
        ),
    )


@router.post("cases/{int:case_id}/waiting", response=WholeCase)
def wait_for(request: HttpRequest, case_id: Id, sent: schemas.WaitingIn) -> Any:
    """Wait for the owner or for parts (B8)."""
    return _done(
        request,
        lambda by: actions.wait_for(
            case_id,
            whom=sent.whom,
            note=sent.note,
            parts_due_on=sent.parts_due_on,
            device=sent.device,
            by=by,
        ),
    )


@router.post("cases/{int:case_id}/resumption", response=WholeCase)
def resume_case(request: HttpRequest, case_id: Id, sent: schemas.StepIn | None = None) -> Any:
    """What was waited for is there."""
    device = sent.device if sent is not None else AT_ONCE
    return _done(request, lambda by: actions.resume_case(case_id, device=device, by=by))


@router.post("cases/{int:case_id}/completion", response=WholeCase)
def finish_job(request: HttpRequest, case_id: Id, sent: schemas.CompletionIn) -> Any:
    """The work is done (B7)."""
    finished = Finished(
        work=sent.work,
        found=sent.found,
        materials=[MaterialUsed(**used.dict()) for used in sent.materials],
        checked=sent.checked,
        before_ids=[str(pk) for pk in sent.before_ids],
        after_ids=[str(pk) for pk in sent.after_ids],
        signature_id=str(sent.signature_id or ""),
        signed_by=sent.signed_by,
    )
    return _done(
        request,
        lambda by: actions.finish_round(case_id, finished=finished, device=sent.device, by=by),
    )


@router.post("cases/{int:case_id}/checklist", response=WholeCase)
def tick_checklist(request: HttpRequest, case_id: Id, sent: schemas.ChecklistIn) -> Any:
    """Tick the lines of the checklist as the work goes on; replaces what was ticked before."""
    return _done(request, lambda by: actions.tick_checklist(case_id, checked=sent.checked, by=by))


@router.post(
    "cases/{int:case_id}/job-sheet",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {}}}}}},
)
def print_job_sheet(request: HttpRequest, case_id: Id) -> HttpResponse:
    """The job sheet of the case as a PDF; that it was printed is kept."""
    by = actor_of(request)
    once(lambda: actions.print_job_sheet(case_id, by=by), by=by)
    link = request.build_absolute_uri(reverse("service_desk:case", args=[case_id]))
    content = job_sheet_pdf(queries.case_page(case_id, by), link, printed_by=by.name)
    return HttpResponse(content, content_type="application/pdf")


@router.post("cases/{int:case_id}/escalation", response=WholeCase)
def escalate_case(request: HttpRequest, case_id: Id, sent: schemas.EscalationIn) -> Any:
    """Report the case to management (B6)."""
    return _done(request, lambda by: actions.escalate_case(case_id, **sent.dict(), by=by))


@router.post("cases/{int:case_id}/decision", response=WholeCase)
def decide_escalation(request: HttpRequest, case_id: Id, sent: schemas.DecisionIn) -> Any:
    """Decide what was reported upward (B6)."""
    return _done(
        request, lambda by: actions.decide_escalation(case_id, decision=sent.decision, by=by)
    )


@router.post("cases/{int:case_id}/follow-ups", response=WholeCase)
def record_follow_up(request: HttpRequest, case_id: Id, sent: schemas.FollowUpIn) -> Any:
    """Record a call to the owner (B9)."""
    return _done(request, lambda by: actions.record_follow_up(case_id, **sent.dict(), by=by))


@router.post("cases/{int:case_id}/answer", response=WholeCase)
def answer_as_owner(request: HttpRequest, case_id: Id, sent: schemas.OwnersAnswerIn) -> Any:
    """Say as the owner whether it is right (B9, B10)."""
    marks = Marks(**sent.marks.dict()) if sent.marks else None
    return _done(
        request,
        lambda by: actions.answer_as_owner(
            case_id,
            outcome=sent.outcome,
            words=sent.words,
            defect_kind=sent.defect_kind,
            marks=marks,
            by=by,
        ),
    )


@router.post("cases/{int:case_id}/follow-up-link", response=schemas.OwnersLinkOut)
def hand_out_follow_up_link(request: HttpRequest, case_id: Id) -> Any:
    """A link by which the owner answers without signing in; who handed it out is kept (B9)."""
    by = actor_of(request)
    once(lambda: actions.hand_out_link(case_id, by=by), by=by)
    _case, path = queries.link_for_owner(case_id, by)
    return {"url": request.build_absolute_uri(path), "expires_at": timezone.now() + LIFE}


@router.post("cases/{int:case_id}/again", response=WholeCase)
def report_case_again(request: HttpRequest, case_id: Id, sent: schemas.AgainIn) -> Any:
    """Say that a closed case is not right after all (B8).

    Answers with the same case within its days of grace, later with a new one that follows it.
    """
    return _done(request, lambda by: actions.report_again(case_id, **sent.dict(), by=by))


@router.post("cases/{int:case_id}/rating", response=WholeCase)
def rate_case(request: HttpRequest, case_id: Id, sent: schemas.MarksIn) -> Any:
    """Rate the latest round (B10)."""
    return _done(request, lambda by: actions.rate_case(case_id, marks=Marks(**sent.dict()), by=by))


@router.post("cases/{int:case_id}/unverified-closure", response=WholeCase)
def close_case_unverified(request: HttpRequest, case_id: Id, sent: schemas.ReasonIn) -> Any:
    """Close, as a superior, what nobody could verify (B9)."""
    return _done(request, lambda by: actions.close_unverified(case_id, reason=sent.reason, by=by))


@router.post("cases/{int:case_id}/withdrawal", response=WholeCase)
def withdraw_case(request: HttpRequest, case_id: Id, sent: schemas.ReasonIn) -> Any:
    """Take a report back, or record in the owner's words that it was."""
    return _done(request, lambda by: actions.withdraw_case(case_id, reason=sent.reason, by=by))


@router.post("cases/{int:case_id}/merge", response=WholeCase)
def merge_case(request: HttpRequest, case_id: Id, sent: schemas.MergeIn) -> Any:
    """Join the report with another of the same fault, which is worked on for both (B3)."""
    return _done(request, lambda by: actions.merge_case(case_id, into=sent.into_id, by=by))


@router.post("cases/{int:case_id}/further-reports", response={201: WholeCase})
def join_fault(request: HttpRequest, case_id: Id) -> Any:
    """I have this too: report as a resident what was reported nearby, with my own follow-up."""
    return Status(201, _done(request, lambda by: actions.join_fault(case_id, by=by)))


@router.post("cases/{int:case_id}/separation", response=WholeCase)
def separate_case(request: HttpRequest, case_id: Id) -> Any:
    """Undo a merge: the case returns to its own place in the loop."""
    return _done(request, lambda by: actions.separate_case(case_id, by=by))


@router.post("cases/{int:case_id}/phone", response=schemas.PhoneOut)
def see_phone_of_reporter(request: HttpRequest, case_id: Id) -> Any:
    """See the reporter's number for one call, while the case is open; the look is kept."""
    by = actor_of(request)
    once(lambda: phone_reporter(case_id, by=by), by=by)
    return {"phone": reporter_phone(case_id, by)}


@router.post("cases/{int:case_id}/messages", response=WholeCase)
def write_case_message(request: HttpRequest, case_id: Id, sent: schemas.MessageIn) -> Any:
    """Write in the case, for the other side or for colleagues alone."""
    ids = [str(pk) for pk in sent.file_ids]
    return _done(
        request,
        lambda by: actions.write_message(
            case_id,
            text=sent.text,
            file_ids=ids,
            internal=sent.internal,
            device=sent.device,
            by=by,
        ),
    )
