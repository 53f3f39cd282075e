"""A resident complains or suggests, in confidence or unnamed if they like (C1, C4)."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk import actions, clocks, queries
from nuanlin.domains.service_desk.actions.complaints import code_for, digest_of_code
from nuanlin.domains.service_desk.forms.complaints import (
    ANONYMOUS,
    CONFIDENTIAL,
    OPEN,
    CodeForm,
    ComplainForm,
)
from nuanlin.domains.service_desk.models import OPINIONS, Case, Kind, Outcome
from nuanlin.domains.service_desk.queries import complaints as reads
from nuanlin.domains.service_desk.question_words import question_for
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.codes import grouped
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.sent import file_ids_of, kept_files


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def complain(request: HttpRequest) -> HttpResponse:
    """Say what is wrong or could be better, and who may know that it was you (C1)."""
    if request.method == "POST":
        return _sent(request)
    return _form_page(request, _form(request))


def _sent(request: HttpRequest) -> HttpResponse:
    actor, form = actor_of(request), _form(request)
    files = file_ids_of(request, form)
    kept_apart = form.is_valid() and form.cleaned_data["privacy"] in (CONFIDENTIAL, ANONYMOUS)
    # What is kept of the request must not name them either.
    author = replace(actor, account_id=None) if kept_apart else actor
    code = code_for(actor.request_key)
    case_id = attempt(
        form,
        lambda: actions.submit_complaint(form.words(files), code=code, by=actor),
        by=author,
    )
    if case_id is None:
        return _form_page(request, form, files=files, status=422)
    if form.cleaned_data["privacy"] == ANONYMOUS:
        context = {"code": grouped(code), "suggestion": form.cleaned_data["kind"] != "complaint"}
        response = render(request, "service_desk/resident/code.html", context)
        response["Cache-Control"] = "no-store"
        return response
    return redirect("service_desk:report_sent", case_id)


def _form(request: HttpRequest) -> ComplainForm:
    actor = actor_of(request)
    kind = request.GET.get("kind", "")
    return ComplainForm(
        request.POST if request.method == "POST" else None,
        actor=actor,
        areas=queries.common_areas(actor),
        anonymous=clocks.rules_of(actor.homes[0].community_id).anonymous,
        kind=kind if kind in OPINIONS else Kind.COMPLAINT,
        about="other",
        privacy=OPEN,
        description=request.GET.get("words", ""),
    )


def _form_page(
    request: HttpRequest, form: ComplainForm, *, files: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "uploaded": kept_files(request, files)}
    return render(request, "service_desk/resident/complain.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Follow an anonymous matter by its code, signed in or not; the code travels by POST (C1)."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    case: Case | None = None
    if form.is_bound and form.is_valid():
        case = _found(request, form)
    said = form.data.get("do", "")
    if case is not None and said in ("write", "answer"):
        case = _said(request, form, case, answer=said == "answer")
    status = 422 if form.is_bound and form.errors else 200
    context: dict[str, Any] = {"form": form, "case": case}
    if case is not None:
        words = case.messages.filter(internal=False).order_by("pk")
        context |= {
            "standing": queries.standing(case, at_the_door=False),
            "steps": queries.steps(),
            "words": list(words),
            "question": question_for(case),
        }
    return render(request, "service_desk/resident/by_code.html", context, status=status)


def _found(request: HttpRequest, form: CodeForm) -> Case | None:
    try:
        usage = limits.spend(request, "code")
        case = reads.followed_by_code(digest_of_code(form.cleaned_data["code"]))
    except Missing:
        form.add_error("code", _("We know no such code. Please look at it once more."))
        return None
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    usage.rollback()
    return case


def _said(request: HttpRequest, form: CodeForm, case: Case, *, answer: bool) -> Case:
    by, given = actor_of(request), form.cleaned_data
    by = replace(by, account_id=None)

    def act() -> Case:
        if answer:
            outcome = Outcome(given["outcome"] or Outcome.UNDECIDED)
            return actions.answer_by_code(
                given["code"], outcome=outcome, words=given["text"], by=by
            )
        return actions.write_by_code(given["code"], text=given["text"], by=by)

    if attempt(form, act, by=by) is None:
        return case
    form.data = {"code": given["code"]}
    return reads.followed_by_code(digest_of_code(given["code"]))


@require_safe
@resident_page
def you_said(request: HttpRequest) -> HttpResponse:
    """Show what residents said and the office did (您说，我们做, C4)."""
    here = actor_of(request).homes[0]
    context = {"page": reads.you_said(here.community_id), "community": here.community}
    return render(request, "service_desk/resident/you_said.html", context)
