"""The page on which managers connect the telephones: rules, extensions, keys (D1)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.reception.actions import telephones as actions
from nuanlin.domains.reception.forms.calls import ExtensionForm, KeyForm, ReceptionRulesForm
from nuanlin.domains.reception.queries import telephones as queries
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.audit.refusals import Missing

managers = staff_page(Role.MANAGER)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@managers
def telephones(request: HttpRequest) -> HttpResponse:
    """Show how the telephones are connected; keep the form that was sent, one of three."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    keys, extensions = queries.telephone_keys(here.id, actor), queries.extensions(here.id, actor)
    sent = request.POST.get("form", "") if request.method == "POST" else ""

    def given(name: str) -> Any:
        return request.POST if name == sent else None

    forms: dict[str, Any] = {
        "rules": ReceptionRulesForm(given("rules"), rules=queries.reception_rules(here.id, actor)),
        "extension": ExtensionForm(given("extension"), staff=queries.colleagues(here.id)),
        "key": KeyForm(given("key")),
    }

    make_key = ShownOnce(
        lambda: actions.make_telephone_key(here.id, **forms["key"].cleaned_data, by=actor)
    )
    acts: dict[str, Callable[[], Model]] = {
        "rules": lambda: actions.set_reception_rules(
            here.id, **forms["rules"].cleaned_data, by=actor
        ),
        "extension": lambda: actions.set_extension(here.id, **forms["extension"].said(), by=actor),
        "key": make_key,
    }
    if sent in forms and attempt(forms[sent], acts[sent], by=actor) is not None:
        if make_key.made is None:  # also the same form once more: its key was shown the first time
            messages.success(request, _("Kept."))
            return redirect("reception:telephones")
        keys, forms["key"] = queries.telephone_keys(here.id, actor), KeyForm()
    context = {
        "here": here,
        "forms": forms,
        "keys": keys,
        "extensions": extensions,
        "raw": make_key.made or "",
        "address": request.build_absolute_uri(reverse("api:tell_of_call")),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "reception/calls/telephones.html", context, status=status)


@require_POST
@managers
def remove_extension(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Forget an inner number."""
    actor = actor_of(request)
    once(lambda: actions.remove_extension(extension_id, by=actor), by=actor)
    messages.success(request, _("Removed."))
    return redirect("reception:telephones")


@require_POST
@managers
def revoke_telephone_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """End one key."""
    actor = actor_of(request)
    once(lambda: actions.revoke_telephone_key(key_id, by=actor), by=actor)
    messages.success(request, _("The key is revoked."))
    return redirect("reception:telephones")
