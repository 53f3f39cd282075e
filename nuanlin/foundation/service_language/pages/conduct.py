"""The conduct card for everybody, its quiz, and for managers who has passed it."""

from random import randrange
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.service_language import actions, figures, queries
from nuanlin.foundation.service_language.documents import SIZES, conduct_card_pdf
from nuanlin.foundation.service_language.pages import around, here_of
from nuanlin.lib.language import conduct, kinds
from nuanlin.lib.language.kinds import Kind

SEEDS = 1_000_000
PLACES = frozenset("0123456789")


@require_safe
@staff_page()
def card(request: HttpRequest) -> HttpResponse:
    """Show the nine points and what is never done; to managers also who knows them."""
    shown = around(request, "conduct")
    context = {
        **shown,
        "points": conduct.points(),
        "never": conduct.never(),
        "mine": queries.latest_result(actor_of(request)),
        "known": queries.who_knows(here_of(request).id, actor_of(request))
        if shown["may_edit"]
        else [],
    }
    return render(request, "service_language/conduct.html", context)


@require_safe
@staff_page()
def card_to_print(request: HttpRequest, size: str) -> HttpResponse:
    """Return the card as a PDF: A4 for the wall, A6 for the pocket."""
    if size not in SIZES:
        raise Missing
    content = conduct_card_pdf(here_of(request), size)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("conduct-card")}-{size}.pdf"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def quiz(request: HttpRequest) -> HttpResponse:
    """Ask ten questions of the pool, and keep what was answered."""
    given = request.POST.get("seed", "")
    seed = int(given) if given.isdecimal() and len(given) <= len(str(SEEDS)) else randrange(SEEDS)  # noqa: S311
    questions = conduct.drawn(seed)
    context: dict[str, Any] = {"seed": seed, "questions": questions, "chosen": {}, "error": ""}
    if request.method != "POST":
        return render(request, "service_language/quiz.html", context)
    actor, here = actor_of(request), workplace(request)
    answers = {
        one.key: int(said) for one in questions if (said := request.POST.get(one.key, "")) in PLACES
    }
    try:
        result_id = once(
            lambda: actions.take_quiz(
                here.id if here else None, seed=seed, answers=answers, by=actor
            ),
            by=actor,
        )
    except Refusal as refusal:
        context |= {"chosen": answers, "error": refusal.sentence}
        return render(request, "service_language/quiz.html", context, status=422)
    return redirect("service_language:quiz_result", result_id)


@require_safe
@staff_page()
def quiz_result(request: HttpRequest, result_id: int) -> HttpResponse:
    """Show what was right, and why."""
    result = queries.quiz_result(result_id, actor_of(request))
    pool = conduct.right_answers()
    # A question may have left the pool since.
    lines = [
        {"question": pool[key], "chosen": place} for key, place in result.answers if key in pool
    ]
    context = {"result": result, "lines": lines, "enough": conduct.ENOUGH}
    return render(request, "service_language/quiz_result.html", context)


@require_safe
@staff_page(Role.MANAGER, Role.HEAD)
def writing(request: HttpRequest) -> HttpResponse:
    """Show how the office writes: by month and kind, and by department this month."""
    found = figures.writing(here_of(request).id, actor_of(request))
    context = {
        **around(request, "figures"),
        "months": [(month, tally) for month, tally in found.months.items() if tally.sent],
        "departments": found.departments,
        "kinds": [(one.value, kinds.title(one)) for one in Kind],
    }
    return render(request, "service_language/figures.html", context)
