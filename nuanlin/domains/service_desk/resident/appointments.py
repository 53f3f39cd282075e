"""A resident chooses, moves or calls off the time at which somebody comes (B2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.forms.appointments import SlotForm
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.domains.service_desk.queries.slots import slots_of
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def my_appointment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Offer the free times; take the one that was chosen."""
    actor = actor_of(request)
    case = queries.case_head(case_id, actor, as_resident=True)
    if case.state not in ALLOWED_FROM["appoint"]:
        raise Missing
    form = SlotForm(typed(request), slots=slots_of(case))
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.arrange_appointment(
                case_id, start=form.cleaned_data["start"], by=actor
            ),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Arranged. The office knows."))
            return redirect("service_desk:my_case", case_id)
    context = {"case": case, "form": form, "slots": form.fields["start"].widget.choices}
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/resident/appointment.html", context, status=status)


@require_POST
@resident_page
def call_off(request: HttpRequest, case_id: int) -> HttpResponse:
    """Call the appointment off."""
    actor = actor_of(request)
    once(lambda: actions.cancel_appointment(case_id, by=actor), by=actor)
    messages.success(request, _("Called off. The matter stays open."))
    return redirect("service_desk:my_case", case_id)
