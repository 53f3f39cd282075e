"""Every step at a case by one door: in a dialog, or on a page of its own without scripts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.actions.declining import decline_in_case
from nuanlin.domains.service_desk.answer_words import fill
from nuanlin.domains.service_desk.forms import desk as forms
from nuanlin.domains.service_desk.forms.appointments import AppointForm
from nuanlin.domains.service_desk.forms.declining import DeclineStep
from nuanlin.domains.service_desk.forms.escalation import ContactForm, ReviewForm
from nuanlin.domains.service_desk.forms.merging import MergeForm
from nuanlin.domains.service_desk.models import Case, Kind, Urgency, Waiting
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.domains.service_desk.staff.one_step import Given, Step
from nuanlin.domains.service_desk.staff.opinion_steps import OPINION_STEPS
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.sent import file_ids_of, kept_files


def _classify(pk: int, given: Given, by: Actor) -> Case:
    return actions.classify_case(
        pk,
        category_id=given["category"],
        urgency=Urgency(given["urgency"]),
        kind=Kind(given["kind"]),
        title=given["title"],
        by=by,
    )


def _assign(pk: int, given: Given, by: Actor) -> Case:
    return actions.assign_case(
        pk,
        to=int(given["to"]),
        instead_of=given["seen"],
        instruction=given["instruction"],
        by=by,
    )


def _take(pk: int, given: Given, by: Actor) -> Case:
    if by.staff_id is None:
        raise Missing
    return actions.assign_case(pk, to=by.staff_id, by=by)


def _pass_on(pk: int, given: Given, by: Actor) -> Case:
    return actions.pass_on(pk, department_id=int(given["department"]), note=given["note"], by=by)


def _escalate(pk: int, given: Given, by: Actor) -> Case:
    return actions.escalate_case(
        pk,
        reason=given["reason"],
        decision_needed=given["decision_needed"],
        review_on=given["review_on"],
        by=by,
    )


def _review(pk: int, given: Given, by: Actor) -> Case:
    return actions.review_problem(
        pk,
        review_on=given["review_on"],
        word=given["word"],
        in_charge=int(given["in_charge"]) if given["in_charge"] else None,
        by=by,
    )


def _again(pk: int, given: Given, by: Actor) -> Case:
    return actions.report_again(pk, words=given["words"], defect_kind=given["defect_kind"], by=by)


def _write(pk: int, given: Given, by: Actor) -> Case:
    return actions.write_message(pk, text=given["text"], file_ids=given["file_ids"], by=by)


def _note(pk: int, given: Given, by: Actor) -> Case:
    return actions.write_message(
        pk, text=given["text"], file_ids=given["file_ids"], internal=True, by=by
    )


STEPS = {
    **OPINION_STEPS,
    "classify": Step(
        title=lazy("What is it, and how urgent"),
        short=lazy("Classify"),
        button=lazy("Keep"),
        told=lazy("Classified."),
        icon="tags",
        form=forms.ClassifyForm,
        act=_classify,
        note=lazy("The category decides what the owner is promised and which department does it."),
    ),
    "settle": Step(
        title=lazy("Settle it with an answer"),
        short=lazy("Settle with an answer"),
        button=lazy("Send the answer"),
        told=lazy("Answered. The owner will be asked whether that settled it."),
        icon="message-circle",
        form=forms.SettleForm,
        act=lambda pk, given, by: actions.settle_online(pk, answer=given["answer"], by=by),
        tone="jade",
    ),
    "assign": Step(
        title=lazy("Send somebody"),
        short=lazy("Send somebody"),
        button=lazy("Assign"),
        told=lazy("Sent. The owner is told who comes."),
        icon="user-round-check",
        form=forms.AssignForm,
        act=_assign,
    ),
    "take": Step(
        title=lazy("Take it yourself"),
        short=lazy("Take it yourself"),
        button=lazy("I take it"),
        told=lazy("It is yours now."),
        icon="hand",
        form=forms.StepForm,
        act=_take,
        note=lazy("The owner is told that you take care of it."),
    ),
    "appoint": Step(
        title=lazy("When somebody comes"),
        short=lazy("Arrange a time"),
        button=lazy("Arrange"),
        told=lazy("Arranged. The owner is told."),
        icon="calendar-clock",
        form=AppointForm,
        act=lambda pk, given, by: actions.arrange_appointment(
            pk, start=given["start"], minutes=given["minutes"], by=by
        ),
        note=lazy("The free times come from the duty plan. What is arranged already is moved."),
        tone="blue",
    ),
    "call-off": Step(
        title=lazy("Call the appointment off"),
        short=lazy("Call the time off"),
        button=lazy("Call it off"),
        told=lazy("Called off. The owner is told."),
        icon="calendar-x",
        form=forms.StepForm,
        act=lambda pk, given, by: actions.cancel_appointment(pk, by=by),
        note=lazy("The matter stays open; arrange another time when one is found."),
        tone="amber",
    ),
    "pass-on": Step(
        title=lazy("Pass it to a department"),
        short=lazy("Pass to a department"),
        button=lazy("Pass on"),
        told=lazy("Passed on. The department sends somebody itself."),
        icon="forward",
        form=forms.PassOnForm,
        act=_pass_on,
    ),
    "take-back": Step(
        title=lazy("Take it back into the queue"),
        short=lazy("Take back"),
        button=lazy("Take back"),
        told=lazy("Back in the queue, for somebody else."),
        icon="undo-2",
        form=forms.ReasonForm,
        act=lambda pk, given, by: actions.take_back(pk, reason=given["reason"], by=by),
        note=lazy("Whoever goes next reads the reason; the owner does not."),
        tone="amber",
    ),
    "wait": Step(
        title=lazy("It has to wait"),
        short=lazy("Let it wait"),
        button=lazy("Let it wait"),
        told=lazy("It waits. The owner is told what for."),
        icon="hourglass",
        form=forms.WaitForm,
        act=lambda pk, given, by: actions.wait_for(
            pk,
            whom=Waiting(given["whom"]),
            note=given["note"],
            parts_due_on=given["parts_due_on"],
            by=by,
        ),
        tone="amber",
    ),
    "resume": Step(
        title=lazy("It can go on"),
        short=lazy("Go on"),
        button=lazy("Go on"),
        told=lazy("It goes on."),
        icon="play",
        form=forms.StepForm,
        act=lambda pk, given, by: actions.resume_case(pk, by=by),
        note=lazy("What was waited for is there. The owner is told that it goes on."),
    ),
    "escalate": Step(
        title=lazy("Report it upward"),
        short=lazy("Report upward"),
        button=lazy("Report upward"),
        told=lazy("Reported. It stands on the open-problem list until it is decided."),
        icon="circle-arrow-up",
        form=forms.EscalateForm,
        act=_escalate,
        note=lazy("Head and manager are told at once."),
        tone="amber",
    ),
    "decide": Step(
        title=lazy("Decide"),
        short=lazy("Decide"),
        button=lazy("Decide"),
        told=lazy("Decided. Whoever reported it is told."),
        icon="gavel",
        form=forms.DecideForm,
        act=lambda pk, given, by: actions.decide_escalation(pk, decision=given["decision"], by=by),
        note=lazy("The case leaves the open-problem list and goes on."),
        tone="amber",
    ),
    "review": Step(
        title=lazy("Look at it again later"),
        short=lazy("Look again later"),
        button=lazy("Keep"),
        told=lazy("Noted. It stays on the open-problem list until it is decided."),
        icon="calendar-clock",
        form=ReviewForm,
        act=_review,
        note=lazy("The word stays among staff."),
        tone="amber",
    ),
    "contact": Step(
        title=lazy("I spoke with the owner"),
        short=lazy("Spoke with the owner"),
        button=lazy("Keep"),
        told=lazy("Noted. The owner has had a word from us."),
        icon="phone-call",
        form=ContactForm,
        act=lambda pk, given, by: actions.note_contact(pk, words=given["words"], by=by),
        note=lazy("On the phone or in person. What was said stays among staff."),
        tone="blue",
    ),
    "decline": Step(
        title=lazy("It cannot be done like this"),
        short=lazy("Can't be done"),
        button=lazy("Tell the owner"),
        told=lazy("Told, with our apology and another way."),
        icon="heart-handshake",
        form=DeclineStep,
        act=lambda pk, given, by: decline_in_case(pk, facts=DeclineStep.facts(given), by=by),
        note=lazy("The owner reads apology, reason and the other way. The case goes on."),
        tone="amber",
    ),
    "merge": Step(
        title=lazy("The same fault as another report"),
        short=lazy("Join with another"),
        button=lazy("Join them"),
        told=lazy("Joined. Both reporters are told how it goes on, and each is asked in the end."),
        icon="merge",
        form=MergeForm,
        act=lambda pk, given, by: actions.merge_case(pk, into=given["case"], by=by),
        note=lazy(
            "The other case is worked on. This one waits with it and is followed up by itself."
        ),
        tone="blue",
    ),
    "separate": Step(
        title=lazy("Not the same fault after all"),
        short=lazy("Separate again"),
        button=lazy("Separate"),
        told=lazy("It stands by itself again, where it was."),
        icon="split",
        form=forms.StepForm,
        act=lambda pk, given, by: actions.separate_case(pk, by=by),
        note=lazy("It returns to its own place in the queue and its clocks go on."),
        tone="amber",
    ),
    "withdraw": Step(
        title=lazy("The owner takes it back"),
        short=lazy("Owner withdraws"),
        button=lazy("Withdraw the case"),
        told=lazy("Withdrawn, in the owner's words."),
        icon="circle-x",
        form=forms.WithdrawForm,
        act=lambda pk, given, by: actions.withdraw_case(pk, reason=given["reason"], by=by),
        note=lazy("Only when the owner says so. The case ends and nobody calls again."),
        tone="crimson",
        kind="danger",
    ),
    "close-unverified": Step(
        title=lazy("Close without the owner's word"),
        short=lazy("Close as not verified"),
        button=lazy("Close as not verified"),
        told=lazy("Closed as not verified."),
        icon="circle-slash",
        form=forms.ReasonForm,
        act=lambda pk, given, by: actions.close_unverified(pk, reason=given["reason"], by=by),
        note=lazy(
            "The owner was not reached on several days. Your name and reason stay on record."
        ),
        tone="crimson",
        kind="danger",
    ),
    "again": Step(
        title=lazy("It is not right after all"),
        short=lazy("Not right after all"),
        button=lazy("Open it again"),
        told=lazy("Noted. Somebody goes again."),
        icon="undo-2",
        form=forms.AgainForm,
        act=_again,
        note=lazy("In time, the case goes on as its next round; later a new case points here."),
    ),
    "message": Step(
        title=lazy("Write to the owner"),
        short=lazy("Write to the owner"),
        button=lazy("Send to the owner"),
        told=lazy("Sent to the owner."),
        icon="message-circle",
        form=forms.MessageForm,
        act=_write,
        note=lazy("The owner reads this."),
        tone="blue",
    ),
    "note": Step(
        title=lazy("A note for colleagues"),
        short=lazy("Note for colleagues"),
        button=lazy("Keep the note"),
        told=lazy("Noted, for staff alone."),
        icon="lock",
        form=forms.NoteForm,
        act=_note,
        note=lazy("Only staff read this; the owner never does."),
        tone="plain",
    ),
}


# The owner reads these, so that they may begin with words that are ready.
BEGIN_WITH_WORDS = ("message", "settle")

# The verbs of the loop behind the names in the address.
VERBS = {
    "targets": "name",
    "handlers": "name",
    "carry-out": "carry_out",
    "settle": "settle_online",
    "take": "assign",
    "pass-on": "pass_on",
    "take-back": "take_back",
    "call-off": "appoint",
    "close-unverified": "close_unverified",
    "message": "write",
    "note": "write",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def step(request: HttpRequest, case_id: int, name: str) -> HttpResponse:
    """Show the form of a step, or carry it out and go back to the case."""
    chosen = STEPS.get(name)
    if chosen is None:
        raise Missing
    actor = actor_of(request)
    case = queries.case_head(case_id, actor)
    if not policy.may_read_internal(actor, case):
        raise Missing
    posted = request.POST if request.method == "POST" else None
    form = chosen.form(case, actor, posted)
    ids: list[str] = []
    if posted is not None:
        with_files = getattr(form, "with_files", False)
        ids = file_ids_of(request, form) if with_files else []
        done = attempt(
            form, lambda: chosen.act(case_id, {**form.cleaned_data, "file_ids": ids}, actor),
            by=actor,
        )  # fmt: skip
        if done is not None:
            return _back_to(request, case, str(chosen.told))
    moved_on = case.state not in ALLOWED_FROM[VERBS.get(name, name)]
    ready = queries.templates_for(case.community_id) if name in BEGIN_WITH_WORDS else []
    context = {
        "case": case,
        "form": form,
        "name": name,
        "ready_words": [(one.name, fill(one.text, case, actor)) for one in ready],
        "step": chosen,
        "uploaded": kept_files(request, ids),
        "moved_on": moved_on or (form.is_bound and _was_faster(form)),
    }
    alone = request.headers.get("HX-Request") == "true"
    template = "service_desk/staff/_step.html" if alone else "service_desk/staff/step.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _was_faster(form: Any) -> bool:
    """Whether somebody else has done the same meanwhile, so that the page behind is out of date."""
    codes = ("already_decided", "already_escalated", "already_done")
    return any(form.has_error("__all__", code) for code in codes)


def _back_to(request: HttpRequest, case: Case, told: str) -> HttpResponse:
    messages.success(request, told)
    address = reverse("service_desk:case", args=[case.pk])
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return redirect(address)


def step_url(case_id: int, name: str) -> str:
    """Return the address of a step's form."""
    return reverse("service_desk:step", args=[case_id, name])
