"""The administrators' page of background work."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs import actions, queries


@require_safe
@staff_page(Role.ADMINISTRATOR)
def job_list(request: HttpRequest) -> HttpResponse:
    """How the queue stands; only that part when the open page asks again."""
    again = "X-Live-Refresh" in request.headers
    template = f"jobs/{'_refresh' if again else 'list'}.html"
    return render(request, template, {"standing": queries.standing()})


@require_POST
@staff_page(Role.ADMINISTRATOR)
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try one job again."""
    actor = actor_of(request)
    return _done(request, lambda: actions.retry_job(job_id, by=actor), _("It is tried again."))


@require_POST
@staff_page(Role.ADMINISTRATOR)
def retry_failed(request: HttpRequest) -> HttpResponse:
    """Try all failed jobs again."""
    actor = actor_of(request)
    return _done(
        request, lambda: actions.retry_failed_jobs(by=actor), _("The failed jobs are tried again.")
    )


@require_POST
@staff_page(Role.ADMINISTRATOR)
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Cancel one job that has not begun."""
    actor = actor_of(request)
    return _done(request, lambda: actions.cancel_job(job_id, by=actor), _("It is cancelled."))


def _done(request: HttpRequest, act: Callable[[], Model], sentence: str) -> HttpResponse:
    try:
        once(act, by=actor_of(request))
        messages.success(request, sentence)
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("jobs:list")
