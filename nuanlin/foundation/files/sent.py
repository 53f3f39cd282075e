"""Photos that came with a form: by id when sent alone before, or in the form without scripts."""

from django.forms import BaseForm
from django.http import HttpRequest

from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files import actions as files
from nuanlin.foundation.files.queries import ShownDraft, drafts


def file_ids_of(
    request: HttpRequest, form: BaseForm, *, ids_name: str = "file_ids", name: str = "files"
) -> list[str]:
    """Return the ids of the form's files, keeping those that travelled in the form itself.

    A file that cannot be kept is told in ``form``.
    """
    ids = request.POST.getlist(ids_name)
    try:
        kept = files.store_uploads(request.FILES.getlist(name), by=actor_of(request))
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return ids
    return ids + [str(file.pk) for file in kept]


def kept_files(request: HttpRequest, ids: list[str] | None) -> list[ShownDraft]:
    """Return what the uploader shows again of the files a refused form came with."""
    return drafts(ids, by=actor_of(request)) if ids else []
