"""The administrators' page of partners: who may report and ask by Open311."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.forms.partners import PartnerForm
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import ShownOnce, once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.ADMINISTRATOR)
def partners(request: HttpRequest) -> HttpResponse:
    """Show who has a key; make one, which is shown this once."""
    actor = actor_of(request)
    form, raw = PartnerForm(typed(request), actor=actor), ""

    def make() -> tuple[Model, str]:
        said = form.cleaned_data
        return actions.make_partner(said["community"], name=said["name"], by=actor)

    act = ShownOnce(make)
    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        if act.made is None:  # the same form once more: its key was shown the first time
            return redirect("service_desk:partners")
        raw, form = act.made, PartnerForm(actor=actor)
    context = {
        "form": form,
        "raw": raw,
        "partners": queries.partners(actor),
        "address": request.build_absolute_uri("/open311/v2/"),
    }
    status = 422 if form.errors else 200
    return render(request, "service_desk/partners/list.html", context, status=status)


@require_POST
@staff_page(Role.ADMINISTRATOR)
def revoke_partner(request: HttpRequest, partner_id: int) -> HttpResponse:
    """End one key."""
    actor = actor_of(request)
    once(lambda: actions.revoke_partner(partner_id, by=actor), by=actor)
    messages.success(request, _("The key is revoked."))
    return redirect("service_desk:partners")
