"""My home: doors, who lives there, what callers should know (A2, A5)."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.people.actions.own_home import add_own_instruction, end_own_instruction
from nuanlin.domains.people.forms.access import OwnInstructionForm
from nuanlin.domains.people.queries.own_home import own_homes, own_phone
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.foundation.accounts.preferences import HOME_COOKIE, keep
from nuanlin.foundation.accounts.views.preferences import safe_next
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing


@require_http_methods(["GET", "POST"])
@resident_page
def my_home(request: HttpRequest) -> HttpResponse:
    """Show one's homes; POST adds a standing instruction to the one shown."""
    actor = actor_of(request)
    form = OwnInstructionForm(request.POST or None)

    def act() -> Model:
        typed = form.cleaned_data
        return add_own_instruction(
            actor.homes[0].home_id,
            kind=typed["kind"],
            text=typed["text"],
            until=typed["until"],
            by=actor,
        )

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        messages.success(request, _("Noted. Everyone who calls or comes sees it."))
        return redirect("people:my_home")
    homes = own_homes(actor)
    context = {"home": homes[0], "homes": homes, "phone": own_phone(actor), "form": form}
    return render(request, "people/my_home.html", context, status=422 if form.errors else 200)


@require_POST
@resident_page
def end_instruction(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Let one's own instruction hold no longer."""
    end_own_instruction(instruction_id, by=actor_of(request))
    messages.success(request, _("It no longer holds."))
    return redirect("people:my_home")


@require_POST
@resident_page
def choose_home(request: HttpRequest) -> HttpResponse:
    """Look at the pages of another of one's homes; this browser remembers it."""
    chosen = request.POST.get("home", "")
    if chosen not in {str(home_id) for home_id in actor_of(request).home_ids}:
        raise Missing
    response = redirect(safe_next(request, "/"))
    keep(response, HOME_COOKIE, chosen)
    return response
