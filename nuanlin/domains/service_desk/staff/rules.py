"""The page on which managers set service hours and the levels of escalation (B6, B8)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nuanlin.domains.service_desk import actions, clocks, policy
from nuanlin.domains.service_desk.forms.escalation import RulesForm
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.refusals import Missing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of this community, or keep what was set."""
    here, actor = workplace(request), actor_of(request)
    if here is None or not policy.may_set_rules(actor, here.id):
        raise Missing
    form = RulesForm(typed(request), rules=clocks.rules_of(here.id))
    if form.is_bound:
        done = attempt(
            form, lambda: actions.set_rules(here.id, rules=form.rules(), by=actor), by=actor
        )
        if done is not None:
            messages.success(request, _("Kept. What is promised from now on follows these rules."))
            return redirect("service_desk:rules")
    context = {"here": here, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/rules.html", context, status=status)
