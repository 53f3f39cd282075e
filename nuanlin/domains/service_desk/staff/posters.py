"""Posters to scan for lifts, pumps, doors and other places: printed, ended, made anew (B1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.domains.service_desk import actions, policy
from nuanlin.domains.service_desk.documents.posters import posters_pdf
from nuanlin.domains.service_desk.forms.poster import PosterForm
from nuanlin.domains.service_desk.models import Poster
from nuanlin.domains.service_desk.queries.posters import places_for_posters
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.DESK)
def posters(request: HttpRequest) -> HttpResponse:
    """Choose places, and get their posters as one PDF."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    places = places_for_posters(here.id)
    form = PosterForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            # Printing twice gives the same posters twice, so that nothing needs to be kept from it.
            made = actions.make_posters(
                here.id,
                area_ids=form.chosen("areas"),
                entrance_ids=form.chosen("entrances"),
                by=actor.asking(None),
            )
        except Missing:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _pdf(request, made, form.cleaned_data["per_page"])
    context = {
        "form": form,
        "places": places,
        "may": policy.may_make_posters(actor, here.id),
    }
    return render(
        request, "service_desk/staff/posters.html", context, status=422 if form.errors else 200
    )


@require_POST
@staff_page(*policy.DESK)
def end_poster(request: HttpRequest, poster_id: int) -> HttpResponse:
    """End a code that is misused; with "anew" the place gets another to print."""
    actor, anew = actor_of(request), bool(request.POST.get("anew"))
    once(lambda: actions.end_poster(poster_id, anew=anew, by=actor), by=actor)
    messages.success(
        request,
        _("The old code leads nowhere now. Please print the new poster.")
        if anew
        else _("This code leads nowhere now."),
    )
    return redirect("service_desk:posters")


def _pdf(request: HttpRequest, made: list[Poster], per_page: int) -> HttpResponse:
    links = {
        poster.pk: request.build_absolute_uri(reverse("service_desk:at_place", args=[poster.code]))
        for poster in made
    }
    response = HttpResponse(
        posters_pdf(made, links, per_page=per_page), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{_("posters")}.pdf"'
    return response
