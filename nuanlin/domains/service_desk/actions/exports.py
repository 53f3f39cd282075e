"""Workbooks of many cases: asked for, written in the background, kept for a week."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import TypeAdapter

from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.documents.cases import EXCEL, write_workbook
from nuanlin.domains.service_desk.models import UNFINISHED, Case, Export, ExportState
from nuanlin.domains.service_desk.queries.exports import number_to_export, rows_to_export
from nuanlin.domains.service_desk.queries.queue import QueueFilter
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files import actions as files
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.progress import telling
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.lib import clock

# What one sheet of Excel holds, its headings left out.
MOST_ROWS = 1_000_000
READ_AT_ONCE = 1_000
KEPT = timedelta(days=7)
GIVEN_UP = timedelta(days=1)
READY = N_("Your workbook is ready: %(count)s cases")
_FILTER: TypeAdapter[QueueFilter] = TypeAdapter(QueueFilter)


@transaction.atomic
def ask_export(wanted: QueueFilter, *, by: Actor) -> Export:
    """Have a view written as a workbook, phone numbers masked; ``by`` is told when it is there.

    Raises Missing, or Refusal for more cases than a sheet holds.
    """
    number = number_to_export(wanted, by=by)
    if by.account_id is None:
        raise Missing
    if number > MOST_ROWS:
        raise Refusal(
            "too_many_rows",
            _("That is more than a sheet holds. Please narrow the view, by its days for example."),
        )
    export = Export.objects.create(
        community_id=wanted.community_id,
        account_id=by.account_id,
        wanted=_FILTER.dump_python(wanted, mode="json"),
        language=get_language() or "",
        rows_total=number,
    )
    record(
        "cases.export_asked", subject=export, by=by, community_id=export.community_id,
        data={"cases": number},
    )  # fmt: skip
    _write_soon(export)
    return export


def write_export(export_id: int) -> None:
    """Write the workbook of what ``ask_export`` asked for, as its asker may see it now.

    Harmless when it runs late, twice or after being killed: there is one file in the end.
    """
    export = Export.objects.filter(pk=export_id, state__in=UNFINISHED).first()
    if export is None:
        return
    _move(export, ExportState.WRITING)
    account: Any = account_with_actor(User.objects.filter(pk=export.account_id))
    if account is None or not policy.own_exports(account.actor).filter(pk=export_id).exists():
        _move(export, ExportState.FAILED)
        return
    cases = rows_to_export(_FILTER.validate_python(export.wanted), by=account.actor)
    with override(export.language), tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        write_workbook(kept, _counted(cases.iterator(READ_AT_ONCE), export))
        kept.flush()
        name = f"{_('cases')}-{clock.today():%y%m%d}.xlsx"
        _finish(export, File(kept), name)


@transaction.atomic
def forget_exports() -> None:
    """Delete workbooks after a week, and give up what nobody has managed to write in a day."""
    now = timezone.now()
    Export.objects.filter(state__in=UNFINISHED, asked_at__lt=now - GIVEN_UP).update(
        state=ExportState.FAILED
    )
    kept = Export.objects.exclude(state=ExportState.GONE).filter(asked_at__lt=now - KEPT)
    old = {row.pk: row.file_id for row in kept.select_for_update()}
    Export.objects.filter(pk__in=old).update(state=ExportState.GONE, file=None)
    files.discard(file_id for file_id in old.values() if file_id is not None)


def _write_soon(export: Export) -> None:
    from nuanlin.domains.service_desk.jobs import write_export as task

    defer(task, export_id=export.pk)


@transaction.atomic
def _move(export: Export, state: ExportState) -> None:
    Export.objects.filter(pk=export.pk, state__in=UNFINISHED).update(state=state, rows_done=0)
    touch(export.topic)


def _counted(cases: Iterator[Case], export: Export) -> Iterator[Case]:
    """Yield the cases and tell how far they have come; new ones may have joined them."""
    progress = telling(export, export.topic)
    for done, case in enumerate(cases, start=1):
        yield case
        export.rows_done = done
        progress(done, max(done, export.rows_total))


@transaction.atomic
def _finish(export: Export, content: "File[bytes]", name: str) -> None:
    """Keep the workbook and tell its asker, unless another run was faster."""
    row = Export.objects.select_for_update().get(pk=export.pk)
    if row.state not in UNFINISHED:
        return
    row.file = files.store_made(content, name=name, content_type=EXCEL, account_id=row.account_id)
    row.state, row.ready_at = ExportState.READY, timezone.now()
    row.rows_done = row.rows_total = export.rows_done
    row.save()
    event = record("cases.export_ready", subject=row, by=SYSTEM, community_id=row.community_id)
    url = reverse("service_desk:export_made", args=[row.pk])
    tell(event.pk, [Telling([row.account_id], READY, {"count": f"{row.rows_total:,}"}, url)])
    touch(row.topic)
