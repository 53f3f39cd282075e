"""The reach ledger's pages: the building as a picture, each home's story, papers (F1, F2, F3)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.notices import actions, policy
from nuanlin.domains.notices.documents.evidence import evidence_pdf as evidence_on_paper
from nuanlin.domains.notices.documents.ledger import ledger_workbook
from nuanlin.domains.notices.documents.ledger import unreached_pdf as list_on_paper
from nuanlin.domains.notices.documents.poster import SIZES, poster_pdf
from nuanlin.domains.notices.evidence import check, code_of
from nuanlin.domains.notices.models import Reach
from nuanlin.domains.notices.queries import ledger as queries
from nuanlin.domains.notices.staff import ledger_words as words
from nuanlin.domains.notices.staff.notices import shown_file
from nuanlin.domains.notices.tried_words import tried_lines
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.downloads import saved_workbook, shown_pdf
from nuanlin.foundation.files.models import StoredFile

LISTED = 8


@require_safe
@staff_page()
def ledger(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show who knows of a notice, and who does not yet."""
    actor = actor_of(request)
    notice = queries.notice_of(notice_id, actor)
    counts = queries.counts_of(notice)
    curve = queries.curve_of(notice, counts.homes)
    shown = _building(request, counts)
    context = {
        "notice": notice,
        "counts": counts,
        "sentence": words.sentence(notice, counts),
        "looks": words.looks(),
        "tabs": words.buildings(notice, counts, shown),
        "drawing": queries.drawing_of(notice, shown) if shown else None,
        "plot": words.plot(curve, counts.homes),
        "milestones": words.milestones(curve, notice),
        "ways": words.ways(counts, queries.tried_of(notice)),
        "tried_lines": tried_lines,
        "left": list(queries.unreached(notice, shown or None)[:LISTED]),
        "building_id": shown,
        "may_write": policy.may_write(actor, notice.community_id),
        "by_hand": words.by_hand(notice),
    }
    part = request.GET.get("part") == "live"
    template = "notices/ledger/_ledger.html" if part else "notices/ledger/ledger.html"
    return render(request, template, context)


@require_safe
@staff_page()
def ledger_home(request: HttpRequest, notice_id: int, home_id: int) -> HttpResponse:
    """Tell the story of one home: every attempt, and what came of it."""
    notice = queries.notice_of(notice_id, actor_of(request))
    reach, attempts = queries.story_of(notice, home_id)
    shade = queries.shade_of(reach.standing, reach.reached_at is not None)
    context = {
        "notice": notice,
        "reach": reach,
        "attempts": attempts,
        "proofs": [shown_file(notice, one) for one in _proofs(reach)],
        "look": words.looks()[shade],
        "icons": words.ICONS,
    }
    return render(request, "notices/ledger/home.html", context)


@require_safe
@staff_page()
def unreached(request: HttpRequest, notice_id: int) -> HttpResponse:
    """List who has still to be told, a building or all, to read or to print."""
    notice = queries.notice_of(notice_id, actor_of(request))
    counts = queries.counts_of(notice)
    building = _asked(request)
    page = queries.slice_of_rows(
        notice, after=request.GET.get("after", "")[:500], reached=False, building_id=building
    )
    context = {
        "notice": notice,
        "counts": counts,
        "page": page,
        "building_id": building,
        "tried_lines": tried_lines,
    }
    return render(request, "notices/ledger/unreached.html", context)


@require_safe
@staff_page()
def unreached_pdf(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Print who has still to be told, with a box to tick for each."""
    notice = queries.notice_of(notice_id, actor_of(request))
    rows = list(queries.unreached(notice, _asked(request)))
    return shown_pdf(list_on_paper(notice, rows), f"unreached-{notice.pk}.pdf")


@require_safe
@staff_page(*policy.WRITERS)
def ledger_excel(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Hand out the ledger as a workbook: homes, and every attempt."""
    notice = queries.notice_of(notice_id, actor_of(request))
    return saved_workbook(ledger_workbook(notice), f"ledger-{notice.pk}.xlsx")


@require_POST
@staff_page(*policy.WRITERS)
def make_evidence(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Keep what the ledger says now, and go to where it is printed."""
    actor = actor_of(request)
    made = once(lambda: actions.make_evidence(notice_id, by=actor), by=actor)
    messages.success(request, _("Kept. The paper carries our signature."))
    return redirect("notices:evidence", notice_id, made)


@require_safe
@staff_page()
def evidence(request: HttpRequest, notice_id: int, evidence_id: int) -> HttpResponse:
    """Show a paper that was handed out, and whether the ledger still says the same."""
    found = queries.evidence_of(notice_id, evidence_id, actor_of(request))
    code = code_of(found)
    context = {"evidence": found, "code": code, "checked": check(code)}
    return render(request, "notices/ledger/evidence.html", context)


@require_safe
@staff_page()
def evidence_pdf(request: HttpRequest, notice_id: int, evidence_id: int) -> HttpResponse:
    """Print the evidence; the same paper each time."""
    found = queries.evidence_of(notice_id, evidence_id, actor_of(request))
    link = request.build_absolute_uri(f"{reverse('notices:verify')}?code={code_of(found)}")
    return shown_pdf(evidence_on_paper(found, link=link), f"evidence-{found.pk}.pdf")


@require_safe
@staff_page()
def poster(request: HttpRequest, notice_id: int, size: str) -> HttpResponse:
    """Print a notice to hang up, on A4 or A3."""
    if size not in SIZES:
        raise Missing
    notice = queries.notice_of(notice_id, actor_of(request))
    link = request.build_absolute_uri(reverse("notices:my_notice", args=[notice.pk]))
    paper = poster_pdf(notice, size=size, link=link)
    return shown_pdf(paper, f"poster-{notice.pk}-{size}.pdf")


def _proofs(reach: Reach) -> list[StoredFile]:
    """Return the picture and the signature that prove the paper at a door."""
    slip = getattr(reach, "slip", None)
    return [file for file in (slip.photo, slip.signature) if file] if slip else []


def _asked(request: HttpRequest) -> int | None:
    typed = request.GET.get("building", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _building(request: HttpRequest, counts: queries.Counts) -> int:
    """Return the building asked for, else the one with the most homes still to be told."""
    asked, known = _asked(request), {share.building_id: share for share in counts.buildings}
    if asked in known:
        return asked or 0
    most = max(counts.buildings, key=lambda one: one.homes - one.reached, default=None)
    return most.building_id if most else 0
