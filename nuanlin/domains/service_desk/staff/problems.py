"""The open-problem list: what waits for a decision of management (B6)."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.lines import length, state_word
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.refusals import Missing

SHOWN = 200


@require_safe
@staff_page(*policy.OVERSEERS)
def open_problems(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, what is due for review first; prints well."""
    here, actor = _here(request), actor_of(request)
    context = {
        "here": here,
        "problems": _problems(here, actor),
        "today": timezone.localdate(),
        "may_set_rules": policy.may_set_rules(actor, here.id),
    }
    return render(request, "service_desk/staff/open_problems.html", context)


@require_safe
@staff_page(*policy.OVERSEERS)
def weekly_review(request: HttpRequest) -> HttpResponse:
    """Show what the weekly review goes through, with room to write; made to be printed."""
    here, actor = _here(request), actor_of(request)
    today = timezone.localdate()
    problems = _problems(here, actor)
    week_ends = today + timedelta(days=6 - today.weekday())
    context = {
        "here": here,
        "today": today,
        "week_ends": week_ends,
        "due": [one for one in problems if one["problem"].review_on <= week_ends],
        "later": [one for one in problems if one["problem"].review_on > week_ends],
        "decided": queries.decided_lately(here.id, actor)[:SHOWN],
    }
    return render(request, "service_desk/staff/weekly_review.html", context)


def _here(request: HttpRequest) -> Workplace:
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def _problems(here: Workplace, actor: Actor) -> list[dict[str, Any]]:
    now, today = timezone.now(), timezone.localdate()
    return [
        {
            "problem": problem,
            "case": problem.case,
            "state": state_word(problem.case.state),
            "since": length(now - problem.opened_at),
            "overdue": problem.review_on <= today,
            "may_decide": policy.may_decide(actor, problem.case),
        }
        for problem in queries.open_problems(here.id, actor)[:SHOWN]
    ]
