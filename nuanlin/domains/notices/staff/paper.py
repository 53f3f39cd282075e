"""Written notices: how they stand, their print, and the walk from door to door (F3)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.actions.paper import tick
from nuanlin.domains.notices.documents.slips import slips_pdf
from nuanlin.domains.notices.forms.rounds import TickForm
from nuanlin.domains.notices.models import NoticeState
from nuanlin.domains.notices.queries import paper as queries
from nuanlin.domains.notices.sending import address_of
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.answering import wants_json, wrong
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.files.downloads import shown_pdf
from nuanlin.foundation.files.sent import file_ids_of


@require_safe
@staff_page(*policy.WRITERS)
def paper_round(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show how the papers of a notice stand, and whether they came in time."""
    notice = queries.notice_on_paper(notice_id, actor_of(request))
    context = {
        "notice": notice,
        "proof": queries.proof_of(notice),
        "lots": queries.lots_of(notice),
        "bearers": queries.bearers_of(notice),
        "doors": queries.to_bring(notice),
    }
    part = request.GET.get("part") == "live"
    template = "notices/rounds/_paper.html" if part else "notices/rounds/paper.html"
    return render(request, template, context)


@require_safe
@staff_page()
def slips_on_paper(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Print the list for the bearer and the slips, of a building or of all."""
    notice = queries.notice_on_paper(notice_id, actor_of(request))
    asked = request.GET.get("building", "")
    building_id = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    slips = queries.slips_to_print(notice, building_id)
    link = request.build_absolute_uri(address_of(notice.pk))
    name = _("slips")
    return shown_pdf(slips_pdf(notice, slips, link), f"{name}-{notice.pk}.pdf")


@require_safe
@staff_page()
def walk(request: HttpRequest, notice_id: int, building_id: int) -> HttpResponse:
    """Show a bearer the doors of a building in walking order, with a tick for each."""
    notice = queries.notice_on_paper(notice_id, actor_of(request))
    context = {
        "notice": notice,
        "building_id": building_id,
        "building": queries.building_of(notice, building_id),
        "entrances": queries.walk_of(notice, building_id),
        "form": TickForm(),
        "running": notice.state == NoticeState.RUNNING,
    }
    return render(request, "notices/rounds/walk.html", context)


@require_POST
@staff_page()
def tick_slip(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Note what became of a slip; a phone that had no signal sends it later."""
    actor, form = actor_of(request), TickForm(request.POST)
    photos = file_ids_of(request, form, ids_name="photo_ids", name="photos")
    done = attempt(
        form,
        lambda: tick(
            slip_id,
            ticked=form.ticked(
                device_at=request.POST.get("device_at", ""),
                photo_ids=photos,
                signature_id=request.POST.get("signature_id", ""),
            ),
            by=actor,
        ),
        by=actor,
    )
    if wants_json(request):
        return wrong(form) or JsonResponse({"slip": slip_id})
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    place = queries.place_of(slip_id, actor)
    address = reverse("notices:walk", args=[place.notice_id, place.reach.home.building_id])
    return redirect(address if done is None else f"{address}#slip-{slip_id}")
