"""What a workbook of a view holds, and those that somebody had written in the background."""

from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, Export
from nuanlin.domains.service_desk.queries.queue import ORDERS, QueueFilter, matching
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.models import StoredFile

# So many go into a workbook while one waits; what is more is written in the background.
MOST_AT_ONCE = 2_000


def cases_to_export(wanted: QueueFilter, *, by: Actor) -> list[Case]:
    """Return all cases that fit, in their order, with what a workbook shows. One statement.

    Raises Refusal for more than ``MOST_AT_ONCE``, who of staff have no overview for any.
    """
    found = list(rows_to_export(wanted, by=by)[: MOST_AT_ONCE + 1])
    if len(found) > MOST_AT_ONCE:
        raise Refusal(
            "too_many_rows",
            _("That is more than %(most)s cases. Please have the workbook made for you.")
            % {"most": f"{MOST_AT_ONCE:,}"},
        )
    return found


def rows_to_export(wanted: QueueFilter, *, by: Actor) -> QuerySet[Case]:
    """Return the cases of ``cases_to_export`` unread, however many they are."""
    policy.at_overview_of(by, wanted.community_id)
    order = wanted.order if wanted.order in wanted.orders else wanted.orders[0]
    cases = matching(replace(wanted, after=""), by=by).select_related(
        "home", "common_area", "assignee", "category", "department", "reporter"
    )
    return cases.order_by(*ORDERS[order])


def number_to_export(wanted: QueueFilter, *, by: Actor) -> int:
    """Return how many cases a workbook of the view would hold. One statement. Raises Missing."""
    return rows_to_export(wanted, by=by).order_by().count()


def export(export_id: int, by: Actor) -> Export:
    """Return one's own export. Raises Missing."""
    return one(policy.own_exports(by), export_id)


def export_file(export_id: int, by: Actor) -> StoredFile:
    """Return the workbook of one's own export. Raises Missing, also while there is none."""
    found = one(policy.own_exports(by).select_related("file"), export_id)
    if found.file is None:
        raise Missing
    return found.file
