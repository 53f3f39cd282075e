"""Rosters in: upload, say what columns hold, look over, load (A1)."""

from collections.abc import Mapping

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people import jobs
from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.models import ImportState, RosterImport
from nuanlin.domains.people.policy import may_import, visible_to
from nuanlin.domains.people.rosters import keeping, workbooks
from nuanlin.domains.people.rosters.headings import FIELDS
from nuanlin.domains.people.rosters.problems import RosterRefusal
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch


@transaction.atomic
def upload_roster(community_id: int, *, file: "File[bytes]", by: Actor) -> RosterImport:
    """Keep an uploaded roster and have it read in the background.

    Raises Missing, or Refusal for another post, an empty file, one too large.
    """
    community = one(places_visible_to(by, Community), community_id)
    if not may_import(by, community.pk):
        raise not_allowed()
    if not file.size:
        raise RosterRefusal("empty")
    if file.size > workbooks.MAX_FILE_MB * 1_000_000:
        raise too_large()
    roster = RosterImport.objects.create(
        community=community,
        path=keeping.keep(file),
        name=(file.name or "")[-200:],
        account_id=by.account_id,
    )
    _record("roster.uploaded", roster, by)
    _read_soon(roster)
    return roster


def too_large() -> Refusal:
    """The refusal for a file larger than any roster."""
    return RosterRefusal("too_large", limit=workbooks.MAX_FILE_MB)


@transaction.atomic
def map_headings(import_id: int, *, fields: Mapping[str, str], by: Actor) -> RosterImport:
    """Say which heading of the office stands for which field, and read the roster again.

    ``fields``: field → heading, "" for none. Raises Missing, Refusal.
    """
    roster = _own(import_id, by)
    if roster.state in (ImportState.LOADING, ImportState.LOADED):
        raise Refusal("already_loaded", _("This roster is loaded already."))
    known = {field: heading for field, heading in fields.items() if field in FIELDS}
    roster.mapping = {**roster.mapping, "fields": known}
    roster.state = ImportState.UPLOADED
    roster.save(update_fields=["mapping", "state"])
    _record("roster.mapped", roster, by)
    _read_soon(roster)
    return roster


@transaction.atomic
def load_roster(import_id: int, *, by: Actor) -> RosterImport:
    """Have the good rows of a roster that was looked over loaded in the background.

    Asking again changes nothing. Raises Missing, Refusal.
    """
    roster = _own(import_id, by)
    if roster.state in (ImportState.LOADING, ImportState.LOADED):
        return roster
    if roster.state != ImportState.READ:
        raise Refusal("not_read", _("This roster is still to be read. Please wait a moment."))
    roster.state = ImportState.LOADING
    roster.save(update_fields=["state"])
    _record("roster.approved", roster, by)
    defer(jobs.load_roster, import_id=roster.pk)
    touch(f"roster:{roster.pk}")
    return roster


def _own(import_id: int, by: Actor) -> RosterImport:
    roster = locked(visible_to(by, RosterImport), import_id)
    if not may_import(by, roster.community_id):
        raise not_allowed()
    return roster


def _read_soon(roster: RosterImport) -> None:
    defer(jobs.read_roster, import_id=roster.pk)
    touch(f"roster:{roster.pk}")


def _record(verb: str, roster: RosterImport, by: Actor) -> None:
    record(verb, subject=roster, by=by, community_id=roster.community_id)
