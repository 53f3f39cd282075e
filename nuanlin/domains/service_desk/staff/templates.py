"""Templates of answers: a manager keeps them, for the community or the whole company."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.answer_words import FIELDS
from nuanlin.domains.service_desk.forms.together import TemplateForm
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page(Role.MANAGER)
def templates(request: HttpRequest) -> HttpResponse:
    """Show the templates that answers in this community can begin with."""
    here, actor = workplace(request), actor_of(request)
    if here is None or not policy.may_edit_templates(actor, here.id):
        raise Missing
    found = [
        {"template": one, "mine": policy.may_edit_templates(actor, one.community_id)}
        for one in queries.templates_for(here.id)
    ]
    return render(request, "service_desk/staff/templates.html", {"found": found, "here": here})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def add_template(request: HttpRequest) -> HttpResponse:
    """Show the form of a new template, or keep it."""
    here, actor = workplace(request), actor_of(request)
    if here is None or not policy.may_edit_templates(actor, here.id):
        raise Missing
    everywhere = policy.may_edit_templates(actor, None)
    form = TemplateForm(typed(request), may_everywhere=everywhere)

    def act() -> Any:
        given = form.cleaned_data
        community = None if given.get("everywhere") else here.id
        return actions.add_template(
            community_id=community, name=given["name"], text=given["text"], by=actor
        )

    return _answer(request, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def change_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Show the form of a template, or keep what was changed."""
    actor = actor_of(request)
    template = queries.template_to_edit(template_id, actor)
    initial = {"name": template.name, "text": template.text}
    form = TemplateForm(typed(request), may_everywhere=False, initial=initial)

    def act() -> Any:
        given = form.cleaned_data
        return actions.change_template(
            template_id, name=given["name"], text=given["text"], by=actor
        )

    return _answer(request, form, act, template=template)


@require_POST
@staff_page(Role.MANAGER)
def remove_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Offer a template no longer."""
    actor = actor_of(request)
    once(lambda: actions.remove_template(template_id, by=actor), by=actor)
    messages.success(request, _("The template is gone."))
    return redirect("service_desk:templates")


def _answer(request: HttpRequest, form: Any, act: Any, *, template: Any = None) -> HttpResponse:
    if form.is_bound and attempt(form, act, by=actor_of(request)) is not None:
        messages.success(request, _("Kept."))
        return redirect("service_desk:templates")
    context = {"form": form, "template": template, "known": list(FIELDS)}
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/template.html", context, status=status)
