"""Residents read notices, say that they know, look them up again (F1)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.documents.calendar import calendar_of
from nuanlin.domains.notices.queries import residents as queries
from nuanlin.domains.notices.wording import said
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files import serving

TYPED = 60


@require_safe
@resident_page
def my_notices(request: HttpRequest) -> HttpResponse:
    """List what matters now and, below it, all that was ever said; searched by words."""
    actor, typed = actor_of(request), typed_words(request)
    after = request.GET.get("after", "")[:500]
    first = not (typed or after)
    context = {
        "now_shown": [(one, said(one.notice)) for one in queries.on_first_page(actor)]
        if first
        else [],
        "page": queries.archive(actor, after=after, words=typed),
        "said": said,
        "typed": typed,
        "first": first,
    }
    return render(request, "notices/resident/notices.html", context)


@require_safe
def my_notice(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Show a notice to whom it was sent; one that is public, to anybody at its own address."""
    if not actor_of(request).homes and queries.is_public(notice_id):
        return redirect("notices:public_notice", notice_id)
    return _my_notice(request, notice_id)


@resident_page
def _my_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    reading = queries.my_notice(notice_id, actor_of(request))
    return render(request, "notices/resident/notice.html", reading_context(reading))


def reading_context(reading: queries.Reading) -> dict[str, Any]:
    """Return what a page that shows one notice needs."""
    return {
        "reading": reading,
        "notice": reading.notice,
        "mine": reading.mine,
        "said": said(reading.notice),
        "says": said,
    }


@require_POST
@resident_page
def know(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Say "got it", for all of one's homes that it was sent to; as often as one likes."""
    actions.confirm(notice_id, by=actor_of(request))
    messages.success(request, _("Thank you. We see that you know."))
    if request.POST.get("back") == "home":
        return redirect("resident:home")
    return redirect("notices:my_notice", notice_id)


@require_POST
@resident_page
def seen(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Note that a notice stood on somebody's screen; sent by the page that really shows it."""
    actions.see([notice_id], by=actor_of(request))
    return HttpResponse(status=204)


@require_safe
def calendar(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Hand out a notice's hours for one's own calendar."""
    notice = queries.readable(notice_id, actor_of(request))
    if notice.starts_at is None:
        raise Missing
    address = request.build_absolute_uri(reverse("notices:my_notice", args=[notice.pk]))
    answer = HttpResponse(
        calendar_of(notice, address=address), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="notice-{notice.pk}.ics"'
    return answer


@require_safe
def notice_file(request: HttpRequest, notice_id: int, file_id: uuid.UUID) -> HttpResponseBase:
    """Show a picture or a document of a notice to whoever may read it."""
    file = queries.file_of(notice_id, file_id, actor_of(request))
    return serving.answer(file, thumbnail=request.GET.get("size") == "thumb", request=request)


def typed_words(request: HttpRequest) -> str:
    """Return what somebody typed to look up a notice."""
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:TYPED]
