"""What the pages of both sides ask for while they are open: further messages, marks, files."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.spoken import number, shown
from nuanlin.foundation.accounts.gates import actor_of, signed_in, staff_page
from nuanlin.foundation.files import serving


def _lines(request: HttpRequest, conversation_id: int, *, as_staff: bool) -> HttpResponse:
    actor, before = actor_of(request), number(request, "before")
    if before is not None:
        found = queries.lines_before(actor, conversation_id, before)
    else:
        found = queries.lines_since(actor, conversation_id, number(request, "since") or 0)
    context = shown(found.items, found.marks, conversation_id, as_staff=as_staff)
    return render(request, "conversations/_fragment.html", {**context, "more": found.more})


@require_safe
@signed_in
def my_lines(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Answer with the messages after ``since``, or the last before ``before``, for a resident."""
    return _lines(request, conversation_id, as_staff=False)


@require_safe
@staff_page()
def lines(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Answer with the messages after ``since``, or the last before ``before``, for staff."""
    return _lines(request, conversation_id, as_staff=True)


@require_POST
@signed_in
def mark(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Note how far the page got: what reached it, and what was seen."""
    far = {name: number(request, name) or 0 for name in ("delivered", "seen")}
    actions.mark(conversation_id, **far, by=actor_of(request))
    return HttpResponse(status=204)


@require_POST
@signed_in
def typing(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Let the other side see that somebody is writing."""
    actions.typing(conversation_id, by=actor_of(request))
    return HttpResponse(status=204)


@require_safe
@signed_in
def file(request: HttpRequest, conversation_id: int, file_id: uuid.UUID) -> HttpResponseBase:
    """Show a photo, a voice message or a document to whoever reads the conversation."""
    found = queries.file_in(actor_of(request), conversation_id, file_id)
    return serving.answer(found, thumbnail=request.GET.get("size") == "thumb", request=request)
