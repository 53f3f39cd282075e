"""The administrators' pages of webhooks: who is told what, and what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.webhooks import actions, offering, queries
from nuanlin.foundation.webhooks.forms import EndpointForm
from nuanlin.foundation.webhooks.models import Endpoint, Standing

administrators = staff_page(Role.ADMINISTRATOR)

Step = Callable[[int, Actor], Model]
STEPS: dict[str, Step] = {
    "test": lambda pk, by: actions.send_test(pk, by=by),
    "pause": lambda pk, by: actions.set_standing(pk, Standing.PAUSED, by=by),
    "resume": lambda pk, by: actions.set_standing(pk, Standing.ACTIVE, by=by),
    "remove": lambda pk, by: actions.set_standing(pk, Standing.REMOVED, by=by),
}


@require_safe
@administrators
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """Show who is told what happens here."""
    context = {"endpoints": queries.endpoint_list(actor_of(request)), "names": _names(request)}
    return render(request, "webhooks/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Begin to tell another system; its secret is shown this once."""
    actor = actor_of(request)
    form = EndpointForm(typed(request), actor=actor)
    act = ShownOnce(lambda: actions.add_endpoint(form.wishes(), by=actor))
    if request.method == "POST":
        done = attempt(form, act, by=actor)
        if done is not None:
            return _secret_page(request, done, act.made)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def edit(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Change where and what is sent."""
    actor = actor_of(request)
    endpoint = queries.endpoint(endpoint_id, actor)
    form = EndpointForm(typed(request), actor=actor, endpoint=endpoint)
    if request.method == "POST":
        act = actions.change_endpoint
        done = attempt(form, lambda: act(endpoint_id, form.wishes(), by=actor), by=actor)
        if done is not None:
            messages.success(request, _("Kept."))
            return redirect("webhooks:endpoint", done)
    return _form_page(request, form, endpoint)


@require_safe
@administrators
def endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show one endpoint and its delivery log."""
    actor = actor_of(request)
    found = queries.endpoint(endpoint_id, actor)
    log = queries.deliveries(endpoint_id, actor, after=request.GET.get("after", ""))
    words = offering.types()
    context = {
        "endpoint": found,
        "log": log,
        "names": _names(request),
        "words": [words[one] for one in found.types if one in words],
    }
    return render(request, "webhooks/endpoint.html", context)


@require_POST
@administrators
def step(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Test, pause, let go on, or remove."""
    name, actor = request.POST.get("step", ""), actor_of(request)
    act = STEPS.get(name)
    if act is None:
        raise Missing
    once(lambda: act(endpoint_id, actor), by=actor)
    if name == "remove":
        messages.success(request, _("Removed. Nothing is sent there any more."))
        return redirect("webhooks:list")
    messages.success(request, _("A test is on its way.") if name == "test" else _("Done."))
    return redirect("webhooks:endpoint", endpoint_id)


@never_cache
@require_POST
@administrators
def rotate(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Give a new secret, shown this once."""
    actor = actor_of(request)
    act = ShownOnce(lambda: actions.rotate_secret(endpoint_id, by=actor))
    return _secret_page(request, once(act, by=actor), act.made)


@require_POST
@administrators
def redeliver(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send a message once more."""
    actor = actor_of(request)
    back = request.POST.get("endpoint", "")
    try:
        once(lambda: actions.redeliver(delivery_id, by=actor), by=actor)
        messages.success(request, _("It is on its way again."))
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return (
        redirect("webhooks:endpoint", int(back)) if back.isdecimal() else redirect("webhooks:list")
    )


def _secret_page(request: HttpRequest, endpoint_id: int, secret: str | None) -> HttpResponse:
    if secret is None:  # the same form once more: its secret was shown the first time
        return redirect("webhooks:endpoint", endpoint_id)
    context = {"endpoint_id": endpoint_id, "secret": secret}
    return render(request, "webhooks/secret.html", context)


def _form_page(
    request: HttpRequest, form: EndpointForm, endpoint: Endpoint | None = None
) -> HttpResponse:
    context = {"form": form, "endpoint": endpoint}
    return render(request, "webhooks/form.html", context, status=422 if form.errors else 200)


def _names(request: HttpRequest) -> dict[int, str]:
    return {place.id: place.name for place in actor_of(request).workplaces}
