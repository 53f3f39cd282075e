"""One step at many cases: choose, look once more, do, and undo within some minutes."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.forms.bulk import BulkAssignForm, BulkClassifyForm, BulkForm
from nuanlin.domains.service_desk.models import BulkChange, Urgency
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing

CHANGERS = (*policy.DESK, *policy.SUPERIORS)


class BulkStep(NamedTuple):
    """A step that many cases can take at once: its words, its form, the action it calls."""

    title: Any
    button: Any
    icon: str
    form: type[BulkForm]
    act: Callable[[int, list[int], Any, Actor], BulkChange]


def _assign(community_id: int, case_ids: list[int], form: Any, by: Actor) -> BulkChange:
    return actions.bulk_assign(
        community_id,
        case_ids=case_ids,
        to=int(form.cleaned_data["to"]),
        seen=form.had(),
        instruction=form.cleaned_data["instruction"],
        by=by,
    )


def _classify(community_id: int, case_ids: list[int], form: Any, by: Actor) -> BulkChange:
    urgency = form.cleaned_data["urgency"]
    return actions.bulk_classify(
        community_id,
        case_ids=case_ids,
        category_id=form.cleaned_data["category"],
        urgency=Urgency(urgency) if urgency else None,
        by=by,
    )


STEPS = {
    "assign": BulkStep(
        lazy("Send somebody to all of these"), lazy("Assign"), "user-round-check",
        BulkAssignForm, _assign,
    ),
    "classify": BulkStep(
        lazy("Classify all of these"), lazy("Keep"), "tags", BulkClassifyForm, _classify
    ),
}  # fmt: skip


def may_change_many(actor: Actor, community_id: int) -> bool:
    """Whether steps at many cases are offered: to the desk and to heads."""
    return actor.holds(*CHANGERS, in_community=community_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CHANGERS)
def bulk(request: HttpRequest, name: str) -> HttpResponse:
    """Show the form of a step with the cases it means, or carry it out."""
    here, step = workplace(request), STEPS.get(name)
    if here is None or step is None:
        raise Missing
    actor = actor_of(request)
    posted = request.POST if request.method == "POST" else None
    asked = request.GET if posted is None else posted
    numbers = [int(one) for one in asked.getlist("case") if one.isdecimal() and len(one) < 19]
    cases = queries.cases_chosen(here.id, numbers, by=actor)
    form = step.form(here.id, cases, posted)
    if posted is not None:
        done = attempt(form, lambda: step.act(here.id, numbers, form, actor), by=actor)
        if done is not None:
            return redirect("service_desk:bulk_done", done)
    context = {"here": here, "name": name, "step": step, "form": form, "cases": cases}
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/bulk.html", context, status=status)


@require_safe
@staff_page(*CHANGERS)
def bulk_done(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show what became of each case of one's own change, and offer the undo while there is time."""
    change, rows = queries.bulk_change(change_id, actor_of(request))
    done = [row for row in rows if row.outcome == row.Outcome.DONE]
    context = {
        "change": change,
        "done": done,
        "undone": [row for row in rows if row.outcome == row.Outcome.UNDONE],
        "refused": [row for row in rows if row.sentence],
        "undoable": bool(done) and change.undoable(),
        "title_icon": STEPS[change.kind].icon,
    }
    return render(request, "service_desk/staff/bulk_done.html", context)


@require_POST
@staff_page(*CHANGERS)
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Put every case back as it was, except where somebody has gone on since."""
    actions.undo_bulk(change_id, by=actor_of(request))
    return redirect("service_desk:bulk_done", change_id)
