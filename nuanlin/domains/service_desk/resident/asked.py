"""The page behind a link: it answers by pressing alone, and shows no more than is needed (B9)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nuanlin.domains.service_desk import actions, asking, policy, queries
from nuanlin.domains.service_desk.forms.resident import AnswerForm
from nuanlin.domains.service_desk.models import Case, DefectKind, Outcome
from nuanlin.domains.service_desk.question_words import question_for
from nuanlin.domains.service_desk.resident.answers import THANKS
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.actors import NOBODY
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing, Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, or take its answer; programs that open links change nothing.

    Whoever is signed in and may know of the case is led to the whole of it.
    """
    try:
        if request.method == "POST":
            limits.spend(request, "asked", key=token[-43:])
        link = asking.read(token)
    except Missing:
        limits.spend(request, "code")
        raise
    except Refusal as refusal:
        status = 410 if refusal.code == "link_expired" else 429
        return _over(request, refusal.sentence, status=status)
    case, actor = queries.asked_by(link), actor_of(request)
    if policy.visible_to_resident(actor).filter(pk=case.pk).exists():
        return redirect("service_desk:my_case", case.pk)
    if actor.account_id is not None:
        return _over(request, _("This link is for the owner. Please sign out before you open it."))
    if request.method == "POST":
        return _take(request, link, case)
    if not asking.still_open(link, case):
        return _over(request, _said_already(case))
    return _page(request, case, AnswerForm())


def _take(request: HttpRequest, link: asking.Link, case: Case) -> HttpResponse:
    form, reporter = AnswerForm(request.POST), case.reporter
    key = actor_of(request).request_key
    speaker = replace(
        NOBODY, name=reporter.name if reporter else "", person_id=link.person_id, request_key=key
    )
    done = attempt(
        form,
        lambda: actions.answer_by_link(
            link,
            outcome=Outcome(form.cleaned_data["outcome"]),
            words=form.cleaned_data["words"],
            defect_kind=form.cleaned_data["defect_kind"],
            marks=form.stars(),
            by=speaker,
        ),
        by=speaker,
    )
    if form.has_error("__all__", "link_used"):
        return _over(request, _said_already(case), status=409)
    if done is None:
        return _page(request, case, form, status=422)
    messages.success(request, THANKS[Outcome(form.cleaned_data["outcome"])]())
    return redirect(request.path)


def _page(request: HttpRequest, case: Case, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    question = question_for(case)
    context: dict[str, Any] = {
        "case": case,
        "place": asking.masked(case),
        "question": question,
        "form": form,
        "said": form.data.get("outcome", ""),
        "answers": [
            (Outcome.SATISFIED, question.satisfied),
            (Outcome.HALF, _("Half fixed")),
            (Outcome.NOT_FIXED, question.not_fixed),
            (Outcome.UNDECIDED, _("Can't tell yet")),
        ],
        "defect_kinds": DefectKind.choices,
        "office_phone": case.community.hotline,
    }
    return _shown(request, "asked", context, status)


def _said_already(case: Case) -> str:
    if case.awaits_follow_up or not case.is_open:
        return _("You have answered already. Thank you.")
    return _("Thank you, we know. Somebody is seeing to it.")


def _over(request: HttpRequest, sentence: str, *, status: int = 200) -> HttpResponse:
    return _shown(request, "asked_over", {"sentence": sentence}, status)


def _shown(request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, f"service_desk/resident/{name}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
