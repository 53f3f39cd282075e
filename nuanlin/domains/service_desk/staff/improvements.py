"""What low ratings lead to: the list for heads and managers, and each task (B10)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.forms.improving import PlanForm, ResultForm
from nuanlin.domains.service_desk.models import Improvement
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing

SHOWN = 200
superiors = staff_page(*policy.SUPERIORS)


@require_safe
@superiors
def improvements(request: HttpRequest) -> HttpResponse:
    """List what is to be improved, overdue first, and what was done lately."""
    here = workplace(request)
    if here is None:
        raise Missing
    tasks = list(queries.improvements(here.id, actor_of(request))[:SHOWN])
    context = {
        "here": here,
        "open": [task for task in tasks if task.done_at is None],
        "done": [task for task in tasks if task.done_at is not None],
    }
    return render(request, "service_desk/staff/improvements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@superiors
def improvement(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """Show one task, or keep its plan."""
    task = queries.improvement(improvement_id, actor_of(request))
    if request.method != "POST":
        return _page(request, task)
    form = PlanForm(request.POST, task=task)
    return _attempted(
        request,
        task,
        form,
        lambda: actions.plan_improvement(improvement_id, **form.cleaned_data, by=actor_of(request)),
        _("Kept. We look at it again when its day has come."),
    )


@require_POST
@superiors
def improvement_done(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """Keep what came of the measure."""
    task = queries.improvement(improvement_id, actor_of(request))
    form = ResultForm(request.POST)
    return _attempted(
        request,
        task,
        form,
        lambda: actions.finish_improvement(
            improvement_id, result=form.cleaned_data["result"], by=actor_of(request)
        ),
        _("Done. Thank you."),
    )


def _attempted(
    request: HttpRequest,
    task: Improvement,
    form: PlanForm | ResultForm,
    act: Callable[[], Improvement],
    words: str,
) -> HttpResponse:
    if attempt(form, act, by=actor_of(request)) is None:
        return _page(request, task, form)
    messages.success(request, words)
    return redirect("service_desk:improvement", task.pk)


def _page(
    request: HttpRequest, task: Improvement, form: PlanForm | ResultForm | None = None
) -> HttpResponse:
    context = {
        "task": task,
        "case": task.case,
        "may_improve": policy.may_improve(actor_of(request), task) and task.done_at is None,
        "plan_form": form if isinstance(form, PlanForm) else PlanForm(task=task),
        "result_form": form if isinstance(form, ResultForm) else ResultForm(),
    }
    status = 422 if form is not None else 200
    return render(request, "service_desk/staff/improvement.html", context, status=status)
