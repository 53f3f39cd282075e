"""Keeping a view of the queue under a name: in a dialog, or on a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.forms.queue import QueueForm, SaveViewForm
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.OVERSEERS, *policy.WORKERS)
def save_view(request: HttpRequest) -> HttpResponse:
    """Ask for a name, then keep the view that the rest of the address describes."""
    here = workplace(request)
    if here is None:
        raise Missing
    actor = actor_of(request)
    choices = queries.queue_choices(here.id, actor)
    # Read as the queue reads it, so that nothing else is ever kept.
    query = QueueForm(QueryDict(request.META["QUERY_STRING"]), choices=choices).address
    form = SaveViewForm(typed(request), may_share=policy.may_share_views(actor, here.id))

    def act() -> Any:
        given = form.cleaned_data
        return actions.save_view(
            here.id, name=given["name"], query=query, shared=given.get("shared", False), by=actor
        )

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        messages.success(request, _("Kept. You find it above the queue."))
        return _to(request, f"{reverse('service_desk:queue')}?{query}")
    alone = request.headers.get("HX-Request") == "true"
    name = "_save_view" if alone else "save_view"
    context = {"form": form, "action": f"{reverse('service_desk:save_view')}?{query}"}
    status = 422 if form.is_bound else 200
    return render(request, f"service_desk/staff/{name}.html", context, status=status)


@require_POST
@staff_page(*policy.OVERSEERS, *policy.WORKERS)
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a view that was kept."""
    actor = actor_of(request)
    once(lambda: actions.remove_view(view_id, by=actor), by=actor)
    messages.success(request, _("The view is gone."))
    return redirect("service_desk:queue")


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return redirect(address)
