"""Fetching a row through what the actor may see: hidden and missing look alike."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from nuanlin.foundation.audit.refusals import Missing

M = TypeVar("M", bound=Model)


def one(rows: QuerySet[M], pk: int) -> M:
    """Return the row with this key among ``rows``; raises Missing."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing
    return row


def locked(rows: QuerySet[M], pk: int) -> M:
    """Return the row with this key among ``rows``, locked until the end of the transaction.

    Raises Missing. Joined rows are read, not locked.
    """
    return one(rows.select_for_update(of=("self",)), pk)
