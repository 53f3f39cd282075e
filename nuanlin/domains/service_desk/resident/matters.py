"""My matters, and one matter followed like a parcel (B7)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.forms.resident import (
    AgainForm,
    AnswerForm,
    MarksForm,
    MessageForm,
    NudgeForm,
    WithdrawForm,
)
from nuanlin.domains.service_desk.models import DefectKind, State
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.domains.service_desk.question_words import question_for
from nuanlin.foundation.accounts.gates import actor_of, resident_page, signed_in
from nuanlin.foundation.files import serving


@require_safe
@resident_page
def my_cases(request: HttpRequest) -> HttpResponse:
    """List what is open and what is past."""
    typed = request.GET.get("q", "").strip()[:60]
    page = queries.my_matters(actor_of(request), request.GET.get("after", ""), typed)
    context = {"page": page, "steps": queries.steps(), "typed": typed}
    return render(request, "service_desk/resident/cases.html", context)


@require_safe
@resident_page
def my_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one matter: its question first, then where it stands and the honest story."""
    return case_answer(request, case_id)


def case_answer(
    request: HttpRequest, case_id: int, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Render the case page, with a form that could not be carried out among ``forms``."""
    actor = actor_of(request)
    page = queries.case_page(case_id, actor, as_resident=True)
    case = page.case
    lapsed = case.lapsed(timezone.now())
    context = {
        "page": page,
        "case": case,
        "standing": queries.standing(case, at_the_door=page.at_the_door),
        "steps": queries.steps(),
        "question": question_for(case),
        "may_answer": case.awaits_follow_up
        and not page.answered_in_app
        and not policy.worked_on(actor, case),
        "lapsed": lapsed,
        "nudged": queries.nudges_of(case) if lapsed else set(),
        "may_rate": case.state == State.CLOSED and not page.rated,
        "may_say_again": case.state in ALLOWED_FROM["again"],
        "defect_kinds": DefectKind.choices,
        "may_appoint": case.state in ALLOWED_FROM["appoint"] and not page.at_the_door,
        "may_withdraw": case.is_open and policy.is_reporter(actor, case),
        "answer_form": AnswerForm(),
        "again_form": AgainForm(),
        "nudge_form": NudgeForm(),
        "marks_form": MarksForm(),
        "message_form": MessageForm(),
        "withdraw_form": WithdrawForm(),
        "uploaded": [],
        **forms,
    }
    live = request.GET.get("part") == "live"
    template = "service_desk/resident/_case.html" if live else "service_desk/resident/case.html"
    return render(request, template, context, status=status)


@require_safe
@signed_in
def case_file(request: HttpRequest, case_id: int, file_id: uuid.UUID) -> HttpResponseBase:
    """Show a photo or a document of a case to whoever may see the case (B2)."""
    file = queries.file_of_case(case_id, file_id, actor_of(request))
    return serving.answer(file, thumbnail=request.GET.get("size") == "thumb", request=request)
