"""Who does what kind of work: the list, and the page of one person (B4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk.actions.skills import set_skills
from nuanlin.domains.service_desk.forms.appointments import SkillsForm
from nuanlin.domains.service_desk.models.category import in_words
from nuanlin.domains.service_desk.queries.skills import skilled_member, skilled_staff
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.refusals import Missing

planners = staff_page(Role.HEAD, Role.MANAGER)


@require_safe
@planners
def skills(request: HttpRequest) -> HttpResponse:
    """List who can be sent and what they do."""
    here = workplace(request)
    if here is None:
        raise Missing
    rows = [
        (one, [in_words(row) for row in one.skill_rows])
        for one in skilled_staff(actor_of(request), here.id)
    ]
    return render(request, "service_desk/staff/skills.html", {"here": here, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@planners
def edit_skills(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Say what somebody does."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    member = skilled_member(actor, here.id, staff_id)
    form = SkillsForm(typed(request), held={row["id"] for row in member.skill_rows})
    if form.is_bound:
        done = attempt(
            form,
            lambda: set_skills(
                here.id, staff_id=staff_id, category_ids=form.cleaned_data["categories"], by=actor
            ),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Kept. It counts from the next suggestion on."))
            return redirect("service_desk:skills")
    context = {"member": member, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/edit_skills.html", context, status=status)
