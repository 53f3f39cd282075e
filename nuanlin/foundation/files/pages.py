"""Doors of files: sending one, and seeing what one has not sent yet."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.foundation.accounts.gates import actor_of, signed_in
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files import actions, queries, serving
from nuanlin.foundation.files.bounds import was_dropped
from nuanlin.foundation.files.recognition import MP4


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the one file in field "file"; answer with its id and thumbnail as JSON."""
    actor = actor_of(request)
    if actor.account_id is None:
        sentence = _("You have been signed out. Please sign in again; the file was not sent.")
        return _problem(Refusal("signed_out", sentence), status=401)
    try:
        if was_dropped(request):
            raise actions.too_large(MP4.limit)
        sent = request.FILES.getlist("file")
        if len(sent) != 1:
            raise Refusal("file_missing", _("No file arrived. Please choose it again."))
        file = actions.store_upload(sent[0], by=actor)
    except Refusal as refusal:
        return _problem(refusal, status=429 if refusal.code == "too_many_uploads" else 422)
    return JsonResponse(queries.shown(file), status=201)


@require_safe
@signed_in
def draft_thumbnail(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """Show its uploader the thumbnail of a file that is not sent yet."""
    file = queries.draft(file_id, by=actor_of(request))
    return serving.answer(file, thumbnail=True, request=request)


def _problem(refusal: Refusal, *, status: int) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": refusal.sentence,
        "detail": refusal.sentence,
        "status": status,
        "code": refusal.code,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
