"""Reads of files that are not sent yet; sent ones are read through what they belong to."""

import uuid
from collections.abc import Sequence
from typing import TypedDict

from django.urls import reverse

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.models import StoredFile


class ShownDraft(TypedDict):
    """A draft as the uploader component and its script show it."""

    id: str
    kind: str
    name: str
    thumbnail_url: str
    # Of a voice message, in milliseconds, if its content says.
    duration: int | None


def draft(file_id: uuid.UUID, *, by: Actor) -> StoredFile:
    """Return a file of ``by`` that is not attached to anything yet. Raises Missing."""
    file = StoredFile.objects.filter(
        pk=file_id, account_id=by.account_id, account_id__isnull=False, attached=False
    ).first()
    if file is None:
        raise Missing
    return file


def drafts(ids: Sequence[str], *, by: Actor) -> list[ShownDraft]:
    """Return those of ``ids`` that ``by`` may still send, for a form that is shown again."""
    known = [file_id for value in ids if (file_id := _parsed(value))]
    found = StoredFile.objects.filter(
        pk__in=known, account_id=by.account_id, account_id__isnull=False, attached=False
    ).in_bulk()
    return [shown(found[file_id]) for file_id in dict.fromkeys(known) if file_id in found]


def shown(file: StoredFile) -> ShownDraft:
    """Return what the uploader shows of a draft; only pictures have a thumbnail."""
    url = reverse("files:draft_thumbnail", args=[file.pk]) if file.thumbnail_path else ""
    return {
        "id": str(file.pk),
        "kind": file.kind,
        "name": file.name,
        "thumbnail_url": url,
        "duration": file.duration_ms,
    }


def _parsed(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
