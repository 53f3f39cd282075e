"""The open-problem list: what waits for a decision of management (B6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.staff.lines import length, state_word
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page(*policy.OVERSEERS)
def open_problems(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, the oldest first; prints well."""
    here = workplace(request)
    if here is None:
        raise Missing
    actor = actor_of(request)
    now, today = timezone.now(), timezone.localdate()
    problems = [
        {
            "problem": problem,
            "case": problem.case,
            "state": state_word(problem.case.state),
            "since": length(now - problem.opened_at),
            "overdue": problem.review_on is not None and problem.review_on <= today,
            "may_decide": policy.may_decide(actor, problem.case),
        }
        for problem in queries.open_problems(here.id, actor)
    ]
    context = {"here": here, "problems": problems, "today": today}
    return render(request, "service_desk/staff/open_problems.html", context)
