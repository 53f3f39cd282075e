"""The administrators' page of what is sent on to other organisations by Open311."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.actions import forwarding as actions
from nuanlin.domains.service_desk.forms.forwarding import ForwardingForm
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.ADMINISTRATOR)
def forwardings(request: HttpRequest) -> HttpResponse:
    """Show what is sent on, and begin to send on more."""
    actor = actor_of(request)
    form = ForwardingForm(typed(request), actor=actor)
    if request.method == "POST":
        done = attempt(form, lambda: actions.add_forwarding(form.wishes(), by=actor), by=actor)
        if done is not None:
            messages.success(request, _("Kept. New cases of it are sent on."))
            return redirect("service_desk:forwardings")
    context = {"form": form, "forwardings": queries.forwardings(actor)}
    status = 422 if form.errors else 200
    return render(request, "service_desk/partners/forwarding.html", context, status=status)


@require_POST
@staff_page(Role.ADMINISTRATOR)
def end_forwarding(request: HttpRequest, forwarding_id: int) -> HttpResponse:
    """Send no more on."""
    actor = actor_of(request)
    once(lambda: actions.end_forwarding(forwarding_id, by=actor), by=actor)
    messages.success(request, _("No more cases are sent there."))
    return redirect("service_desk:forwardings")
