"""The administrators' pages of ways: how each stands, what failed, its pace and its budget."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.notifications import actions, queries
from nuanlin.foundation.notifications.forms import TermsForm, TestForm
from nuanlin.foundation.notifications.models import Way
from nuanlin.foundation.notifications.receiving import receipts_url

administrators = staff_page(Role.ADMINISTRATOR)

Step = Callable[[Way, Actor], Model]
STEPS: dict[str, Step] = {
    "pause": lambda way, by: actions.pause_channel(way, by=by),
    "resume": lambda way, by: actions.resume_channel(way, by=by),
}


@require_safe
@administrators
def channel_list(request: HttpRequest) -> HttpResponse:
    """Show how every way stands; only that part when the open page asks again."""
    again = "X-Live-Refresh" in request.headers
    template = f"notifications/channels/{'_standing' if again else 'list'}.html"
    return render(request, template, {"standings": queries.standing(actor_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def channel(request: HttpRequest, way: str) -> HttpResponse:
    """Show one way; change its pace, price and budget."""
    actor = actor_of(request)
    standing = queries.channel(way, actor)
    form = TermsForm(typed(request), standing=standing)
    if request.method == "POST":
        act = actions.set_terms
        if attempt(form, lambda: act(standing.way, form.terms(), by=actor), by=actor) is not None:
            messages.success(request, _("Kept."))
            return redirect("channels:channel", standing.way)
    return _page(request, standing, form, TestForm())


@require_POST
@administrators
def test(request: HttpRequest, way: str) -> HttpResponse:
    """Send a test by this way."""
    actor = actor_of(request)
    standing = queries.channel(way, actor)
    form = TestForm(request.POST)

    def act() -> Model:
        return actions.send_test(standing.way, form.cleaned_data["address"], by=actor)

    if attempt(form, act, by=actor) is not None:
        messages.success(request, _("A test is on its way."))
        return redirect("channels:channel", standing.way)
    return _page(request, standing, TermsForm(standing=standing), form)


@require_POST
@administrators
def step(request: HttpRequest, way: str) -> HttpResponse:
    """Pause a way, or let it go on."""
    actor, act = actor_of(request), STEPS.get(request.POST.get("step", ""))
    standing = queries.channel(way, actor)
    if act is None:
        raise Missing
    once(lambda: act(standing.way, actor), by=actor)
    messages.success(request, _("Done."))
    return redirect("channels:channel", standing.way)


@require_POST
@administrators
def clear(request: HttpRequest, address_id: int) -> HttpResponse:
    """Write to an address again."""
    actor = actor_of(request)
    once(lambda: actions.clear_address(address_id, by=actor), by=actor)
    messages.success(request, _("It is written to again."))
    way = request.POST.get("way", "")
    return redirect("channels:channel", way) if way in Way.values else redirect("channels:list")


def _page(
    request: HttpRequest, standing: queries.Standing, form: TermsForm, test: TestForm
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "standing": standing,
        "form": form,
        "test": test,
        "failures": queries.failures(standing.way, actor),
        "marked": queries.marked_addresses(standing.way, actor),
        "receipts_url": receipts_url(standing.way),
    }
    status = 422 if form.errors or test.errors else 200
    return render(request, "notifications/channels/channel.html", context, status=status)
