"""The knowledge list: searched while one talks, kept by managers (D2)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.reception import desk_access
from nuanlin.domains.reception.actions import knowledge as actions
from nuanlin.domains.reception.forms.knowledge import KnowledgeForm
from nuanlin.domains.reception.queries import knowledge as queries
from nuanlin.domains.reception.staff.desk import done
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page()
def knowledge(request: HttpRequest) -> HttpResponse:
    """Show the answers that hold the typed words; alone while somebody is on the phone."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    words = request.GET.get("q", "")
    kept = {one.pk for one in desk_access.knowledge_kept_by(actor)}
    context = {
        "entries": queries.knowledge(actor, community_id=here.id, words=words),
        "typed": words,
        "into": request.GET.get("into", ""),
        "kept": kept,
        "may_add": desk_access.may_keep_knowledge(actor, here.id),
    }
    alone = request.headers.get("HX-Request") == "true"
    template = "_answers" if alone else "knowledge"
    return render(request, f"reception/desk/{template}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def add_entry(request: HttpRequest) -> HttpResponse:
    """Add an answer to the list."""
    here, actor = workplace(request), actor_of(request)
    if here is None or not desk_access.may_keep_knowledge(actor, here.id):
        raise Missing
    form = KnowledgeForm(typed(request), may_share=desk_access.may_keep_knowledge(actor, None))

    def act() -> Model:
        community = None if form.cleaned_data.get("company") else here.id
        return actions.add_entry(community, facts=form.answered(), by=actor)

    return _answer(request, form, act, entry=None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def change_entry(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Put an answer right."""
    actor = actor_of(request)
    entry = queries.entry_to_change(answer_id, actor)
    form = KnowledgeForm(typed(request), may_share=False, initial=KnowledgeForm.started(entry))
    return _answer(
        request,
        form,
        lambda: actions.change_entry(answer_id, facts=form.answered(), by=actor),
        entry=entry,
    )


@require_POST
@staff_page(Role.MANAGER)
def check_entry(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Say that an answer is still right."""
    act = actions.check_entry
    done(request, lambda: act(answer_id, by=actor_of(request)), said=_("Checked today. Thank you."))
    return redirect("reception:knowledge")


@require_POST
@staff_page(Role.MANAGER)
def retire_entry(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Take an answer off the list."""
    act = actions.retire_entry
    done(request, lambda: act(answer_id, by=actor_of(request)), said=_("Taken off the list."))
    return redirect("reception:knowledge")


def _answer(
    request: HttpRequest, form: KnowledgeForm, act: Callable[[], Model], *, entry: Any
) -> HttpResponse:
    if form.is_bound and attempt(form, act, by=actor_of(request)) is not None:
        messages.success(request, _("Kept. It is found from now on."))
        return redirect("reception:knowledge")
    status = 422 if form.is_bound else 200
    context = {"form": form, "entry": entry}
    return render(request, "reception/desk/knowledge_form.html", context, status=status)
