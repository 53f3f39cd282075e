"""What a resident does with a matter: answers, rates, writes, takes it back (B2, B9, B10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.forms.resident import (
    AgainForm,
    AnswerForm,
    MarksForm,
    MessageForm,
    NudgeForm,
    WithdrawForm,
)
from nuanlin.domains.service_desk.models import Case, NudgeKind, Outcome
from nuanlin.domains.service_desk.resident.matters import case_answer
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.files.sent import file_ids_of, kept_files

THANKS = {
    Outcome.SATISFIED: lambda: _("Thank you. We are glad that it is right again."),
    Outcome.HALF: lambda: _("Thank you for telling us. Somebody comes again."),
    Outcome.NOT_FIXED: lambda: _("We are sorry. Somebody comes again, with what you wrote."),
    Outcome.UNDECIDED: lambda: _("That is fine. We ask you again tomorrow."),
}


@require_POST
@resident_page
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the owner's word whether it is right now, with stars if any were given (B9)."""
    actor, form = actor_of(request), AnswerForm(request.POST)

    def act() -> Case:
        return actions.answer_as_owner(
            case_id,
            outcome=Outcome(form.cleaned_data["outcome"]),
            words=form.cleaned_data["words"],
            defect_kind=form.cleaned_data["defect_kind"],
            marks=form.stars(),
            by=actor,
        )

    if attempt(form, act, by=actor) is None:
        return case_answer(request, case_id, status=422, answer_form=form)
    messages.success(request, THANKS[Outcome(form.cleaned_data["outcome"])]())
    return redirect("service_desk:my_case", case_id)


@require_POST
@resident_page
def rate(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the stars for the latest visit, once (B10)."""
    actor, form = actor_of(request), MarksForm(request.POST)
    done = attempt(
        form, lambda: actions.rate_case(case_id, marks=form.given_marks(), by=actor), by=actor
    )
    if done is None:
        return case_answer(request, case_id, status=422, marks_form=form)
    messages.success(request, _("Thank you, we pass it on."))
    return redirect("service_desk:my_case", case_id)


@require_POST
@resident_page
def again(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the word that a closed matter is not right after all: it goes on, or begins anew."""
    actor, form = actor_of(request), AgainForm(request.POST)
    done = attempt(
        form,
        lambda: actions.report_again(
            case_id,
            words=form.cleaned_data["words"],
            defect_kind=form.cleaned_data["defect_kind"],
            by=actor,
        ),
        by=actor,
    )
    if done is None:
        return case_answer(request, case_id, status=422, again_form=form)
    messages.success(request, _("We are sorry. Somebody comes again, with what you wrote."))
    return redirect("service_desk:my_case", done)


@require_POST
@resident_page
def nudge(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a reminder, or the wish that the manager looks, after a promise has lapsed (B7)."""
    actor, form = actor_of(request), NudgeForm(request.POST)
    done = attempt(
        form,
        lambda: actions.nudge(case_id, kind=NudgeKind(form.cleaned_data["kind"]), by=actor),
        by=actor,
    )
    if done is None:
        return case_answer(request, case_id, status=422, nudge_form=form)
    if form.cleaned_data["kind"] == NudgeKind.REMIND:
        messages.success(request, _("We have told those who see to it. Thank you for reminding."))
    else:
        messages.success(request, _("The manager has been told and looks at it."))
    return redirect("service_desk:my_case", case_id)


@require_POST
@resident_page
def message(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a few words and photos for whoever works on the matter."""
    actor, form = actor_of(request), MessageForm(request.POST)
    files = file_ids_of(request, form)
    done = attempt(
        form,
        lambda: actions.write_message(
            case_id, text=form.cleaned_data["text"], file_ids=files, by=actor
        ),
        by=actor,
    )
    if done is None:
        kept = kept_files(request, files)
        return case_answer(request, case_id, status=422, message_form=form, uploaded=kept)
    messages.success(request, _("Your message has been sent."))
    return redirect("service_desk:my_case", case_id)


@require_POST
@resident_page
def withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the matter back; nobody comes any more."""
    actor, form = actor_of(request), WithdrawForm(request.POST)
    done = attempt(
        form,
        lambda: actions.withdraw_case(case_id, reason=form.cleaned_data["reason"], by=actor),
        by=actor,
    )
    if done is None:
        return case_answer(request, case_id, status=422, withdraw_form=form)
    messages.success(request, _("Withdrawn. Tell us whenever there is something else."))
    return redirect("service_desk:my_case", case_id)
