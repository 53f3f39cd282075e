"""On site with a phone: my jobs, and one job with everything seen so far (B4, B8)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuanlin.domains.notices.queries.paper import carried_by
from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.forms import work
from nuanlin.domains.service_desk.intake_questions import told
from nuanlin.domains.service_desk.models import Case, Round, Urgency, Waiting
from nuanlin.domains.service_desk.queries.jobs import (
    check_lines,
    my_day,
    next_step,
    phone_of,
    proof_needed,
    usual_materials,
)
from nuanlin.domains.service_desk.staff.job_words import NEXT, due_words, standing_word
from nuanlin.foundation.accounts.gates import actor_of, staff_page


@require_safe
@staff_page()
def my_jobs(request: HttpRequest) -> HttpResponse:
    """List my work, the next job complete, what nobody has taken, what is done today."""
    actor, now = actor_of(request), timezone.now()
    day = my_day(actor)
    context = {
        "day": day,
        "carried": carried_by(actor),
        "next": NEXT,
        "side": side_of,
        "due": lambda job: due_words(job.case, job.deadline, job.step, now),
        "word": standing_word,
        "topics": [f"jobs:{actor.staff_id}", *(f"desk:{pk}" for pk in sorted(actor.communities()))],
    }
    return render(request, "service_desk/onsite/jobs.html", context)


@require_safe
@staff_page()
def job(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one job: the door, what is known, the next step, the form for its end."""
    return job_answer(request, case_id)


def job_answer(
    request: HttpRequest, case_id: int, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Render the job page, with a form that could not be carried out among ``forms``."""
    actor = actor_of(request)
    page = queries.case_page(case_id, actor)
    case, round_ = page.case, page.current_round
    mine = policy.may_work(actor, case)
    step = next_step(case, round_) if mine else ""
    finish_form = forms.pop("finish_form", None) or work.FinishForm()
    deadline = case.appointment_at or case.promised_at
    context = {
        "page": page,
        "told": told(case.answers),
        "case": case,
        "round": round_,
        "mine": mine,
        "may_take": case.is_open and policy.may_take(actor, case) and not case.awaits_follow_up,
        "reporter": str(case.reporter or case.reporter_name),
        "phone": phone_of(case),
        "may_phone": case.is_open and policy.may_phone(actor, case),
        "step": step,
        "next": NEXT,
        "due": due_words(case, deadline, step, timezone.now()),
        "word": standing_word(case, step),
        "side": side_of(case),
        "materials": usual_materials(case) if step else [],
        "checks": check_lines(case, _ticked(round_, finish_form)) if step else [],
        "proof": proof_needed(page) if step else None,
        "before": [],
        "after": [],
        "finish_form": finish_form,
        "wait_form": work.WaitForm(),
        "return_form": work.ReturnForm(),
        "upward_form": work.UpwardForm(),
        "note_form": work.NoteForm(),
        **forms,
    }
    live = request.GET.get("part") == "live"
    template = "service_desk/onsite/_job.html" if live else "service_desk/onsite/job.html"
    return render(request, template, context, status=status)


def _ticked(round_: Round | None, form: work.FinishForm) -> list[str]:
    """Return the ticked lines: as sent with the form, else as kept with the visit so far."""
    if form.is_bound or round_ is None:
        return form.checked
    return [line["zh"] for line in round_.checklist if line["done"]]


def side_of(case: Case) -> str:
    """Return the colour at the edge of a job: urgent, waiting, or neither."""
    if case.waiting != Waiting.NOBODY or case.escalated:
        return "amber"
    return "crimson" if case.urgency in {Urgency.EMERGENCY, Urgency.URGENT} else "plain"
