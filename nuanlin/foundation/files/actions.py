"""Verbs of files: keep an upload, attach it to what it belongs to, sweep what was never sent."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files import keeping, pictures
from nuanlin.foundation.files.models import FileKind, StoredFile
from nuanlin.foundation.files.recognition import HEAD_BYTES, MEGABYTE, Content, recognise
from nuanlin.foundation.files.sound import duration_of

FILES_A_MESSAGE = 9
DRAFTS_AN_HOUR = 200
DRAFT_LIFE = timedelta(days=1)
_REQUESTS = uuid.UUID("5c5d3e0e-7d0c-4d52-9f43-6f0f0b2f2a11")


def store_upload(upload: "File[bytes]", *, by: Actor) -> StoredFile:
    """Clean and keep one upload as a draft of ``by``, who attaches it later.

    The same ``by.request_key`` keeps the same file only once. Raises Refusal for what is empty,
    too large, damaged or not a photo, video, voice message or PDF.
    """
    file_id = _id_for(by)
    if done := StoredFile.objects.filter(pk=file_id, account_id=by.account_id).first():
        return done
    _guard_number(by)
    content = _recognised(upload)
    if content.kind == FileKind.IMAGE:
        upload.seek(0)
        return _keep_picture(file_id, upload, pictures.clean(upload, content), by)
    row = StoredFile(
        id=file_id,
        kind=content.kind,
        name=_shown_name(upload, content),
        content_type=content.content_type,
        size=upload.size,
        account_id=by.account_id,
        duration_ms=duration_of(upload) if content.kind == FileKind.AUDIO else None,
        path=keeping.keep(upload, content.extension),
    )
    return _insert(row)


def store_uploads(uploads: Iterable["File[bytes]"], *, by: Actor) -> list[StoredFile]:
    """Keep the files of a form that was sent without scripts; see ``store_upload``."""
    files = list(uploads)
    _guard_count(len(files))
    key = by.request_key
    return [
        store_upload(file, by=by.asking(f"{key}:{number}" if key else None))
        for number, file in enumerate(files)
    ]


def store_made(
    content: "File[bytes]", *, name: str, content_type: str, account_id: int
) -> StoredFile:
    """Keep a document that was made for an account; the row that speaks of it is written next."""
    size = content.size
    return _insert(
        StoredFile(
            kind=FileKind.DOCUMENT,
            name=name,
            content_type=content_type,
            size=size,
            account_id=account_id,
            attached=True,
            path=keeping.keep(content, PurePath(name).suffix.lstrip(".")),
        )
    )


@transaction.atomic
def discard(ids: Iterable[uuid.UUID]) -> None:
    """Delete files that no row speaks of any longer, their bytes after the commit."""
    found = StoredFile.objects.filter(pk__in=list(ids))
    paths = [path for row in found for path in (row.path, row.thumbnail_path)]
    found.delete()
    transaction.on_commit(lambda: keeping.remove(*paths))


@transaction.atomic
def attach(ids: Sequence[uuid.UUID | str], *, by: Actor) -> list[StoredFile]:
    """Claim drafts of ``by`` for the row that is being written, in the order of ``ids``.

    Called by a domain's action inside its transaction. Each file is attached once in its life:
    of two requests for the same one, the second is refused. Raises Refusal for more than nine,
    and for any that is unknown, somebody else's, or attached already.
    """
    wanted = list(dict.fromkeys(_known_ids(ids)))
    _guard_count(len(wanted))
    if not wanted:
        return []
    mine = StoredFile.objects.filter(pk__in=wanted, account_id=by.account_id)
    if mine.filter(attached=False).update(attached=True) != len(wanted):
        raise _gone()
    found = {file.pk: file for file in mine}
    return [found[file_id] for file_id in wanted]


def forget_uploader(files: Iterable[StoredFile]) -> None:
    """Keep no longer who brought these attached files, nor what they were called."""
    for number, file in enumerate(files, start=1):
        file.account_id, file.name = None, f"{number}{PurePath(file.name).suffix}"
        file.save(update_fields=["account_id", "name"])


def sweep() -> int:
    """Delete drafts older than a day, and stored bytes that no row speaks of; return how many.

    Bytes without a row stay behind when a transaction rolls back after they were written.
    """
    before = timezone.now() - DRAFT_LIFE
    with transaction.atomic():
        old = StoredFile.objects.filter(attached=False, created_at__lt=before)
        drafts = list(old.select_for_update(skip_locked=True))
        StoredFile.objects.filter(pk__in=[file.pk for file in drafts]).delete()
    for file in drafts:
        keeping.remove(file.path, file.thumbnail_path)
    this_month = keeping.folder_of(timezone.now())
    last_month = keeping.folder_of(timezone.now().replace(day=1) - timedelta(days=2))
    return len(drafts) + _sweep_orphans(this_month) + _sweep_orphans(last_month)


def _sweep_orphans(folder: str) -> int:
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    spoken_of: set[str] = set()
    rows = StoredFile.objects.filter(path__startswith=f"{folder}/")
    for paths in rows.values_list("path", "thumbnail_path").iterator():
        spoken_of.update(paths)
    before = timezone.now() - DRAFT_LIFE
    orphans = [
        path
        for name in names
        if (path := f"{folder}/{name}") not in spoken_of
        and default_storage.get_modified_time(path) < before
    ]
    keeping.remove(*orphans)
    return len(orphans)


def _keep_picture(
    file_id: uuid.UUID, upload: "File[bytes]", picture: pictures.Picture, by: Actor
) -> StoredFile:
    row = StoredFile(
        id=file_id,
        kind=FileKind.IMAGE,
        name=_shown_name(upload, picture.content),
        content_type=picture.content.content_type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        account_id=by.account_id,
        path=keeping.keep(picture.data, picture.content.extension),
        thumbnail_path=keeping.keep(picture.thumbnail, "webp"),
    )
    return _insert(row)


def _insert(row: StoredFile) -> StoredFile:
    """Write the row; when that fails its bytes go, and a retried request gets the first one's."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        keeping.remove(row.path, row.thumbnail_path)
        return StoredFile.objects.get(pk=row.pk, account_id=row.account_id)
    except BaseException:
        keeping.remove(row.path, row.thumbnail_path)
        raise
    return row


def _id_for(by: Actor) -> uuid.UUID:
    """Return the id that every arrival of the same request gets; a new one without a key."""
    if not by.request_key:
        return uuid.uuid4()
    return uuid.uuid5(_REQUESTS, f"{by.account_id}:{by.request_key}")


def _recognised(upload: "File[bytes]") -> Content:
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    if not head:
        raise Refusal("file_empty", _("This file is empty. Please choose it again."))
    content = recognise(head)
    if content is None:
        raise Refusal(
            "file_kind_unknown",
            _(
                "We can keep photos (JPEG, PNG, WebP, HEIC), videos (MP4, MOV, WebM),"
                " voice messages and PDF files."
            ),
        )
    if upload.size > content.limit:
        raise too_large(content.limit)
    return content


def too_large(limit: int) -> Refusal:
    """Return the refusal of a file with more than ``limit`` bytes."""
    sentence = _("This file is larger than %(limit)s MB. Please send a shorter or smaller one.")
    return Refusal("file_too_large", sentence % {"limit": limit // MEGABYTE})


def _guard_number(by: Actor) -> None:
    """Keep an account from filling the storage with files that it never sends."""
    if by.account_id is None:
        return
    since = timezone.now() - timedelta(hours=1)
    drafts = StoredFile.objects.filter(
        account_id=by.account_id, attached=False, created_at__gte=since
    )
    if drafts.count() >= DRAFTS_AN_HOUR:
        raise Refusal(
            "too_many_uploads",
            _("You have added very many files without sending them. Please go on in an hour."),
        )


def _guard_count(number: int) -> None:
    if number > FILES_A_MESSAGE:
        sentence = _("%(limit)s files are enough for one message. Please send the rest in another.")
        raise Refusal("too_many_files", sentence % {"limit": FILES_A_MESSAGE}, field="file_ids")


def _known_ids(ids: Sequence[uuid.UUID | str]) -> Iterable[uuid.UUID]:
    for value in ids:
        try:
            yield value if isinstance(value, uuid.UUID) else uuid.UUID(value)
        except ValueError:
            raise _gone() from None


def _gone() -> Refusal:
    return Refusal(
        "file_gone",
        _("One of the files can't be sent any more. Please remove it and add it again."),
        field="file_ids",
    )


def _shown_name(upload: "File[bytes]", content: Content) -> str:
    """Return the name its owner knows, with the ending that is true."""
    stem = PurePath((upload.name or "").replace("\\", "/")).stem
    stem = "".join(sign for sign in stem if sign.isprintable()).strip(" .")
    return f"{stem[:180] or content.kind}.{content.extension}"
