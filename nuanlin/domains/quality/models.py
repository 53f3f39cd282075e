"""What the figures count, one row an item, kept beside the cases so that a year is read quickly.

Nothing here says anything new: every row is the answer of ``facts.sources`` for its case, written
by ``facts`` and replaced as soon as something happens in the case. Whoever may read the cases is
known there; no row is read by itself.
"""

from django.db import models


class Fact(models.Model):
    """An item of a source: its case, the moment it is counted by, where it belongs."""

    item_id = models.BigIntegerField()
    case_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    community_id = models.BigIntegerField()
    department_id = models.BigIntegerField(null=True)
    category_id = models.BigIntegerField(null=True)
    home_id = models.BigIntegerField(null=True)
    common_area_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["community_id", "at"], name="%(class)s_when")]


class CaseFact(Fact):
    """A case, counted when it was reported and when it ended."""

    closed_at = models.DateTimeField(null=True)
    satisfied = models.BooleanField()
    reopenings = models.PositiveSmallIntegerField()
    round_number = models.PositiveSmallIntegerField()


class FinishedFact(Fact):
    """An attempt that was done or answered: promises kept, hours taken, whether it was asked."""

    contact_kept = models.BooleanField(null=True)
    update_kept = models.BooleanField(null=True)
    solution_kept = models.BooleanField(null=True)
    contact_service = models.FloatField(null=True)
    contact_wall = models.FloatField(null=True)
    solution_service = models.FloatField(null=True)
    solution_wall = models.FloatField(null=True)
    tries = models.PositiveSmallIntegerField()
    reached = models.BooleanField()


class AnswerFact(Fact):
    """What an owner said when asked."""

    outcome = models.CharField(max_length=12)
    defect_kind = models.CharField(max_length=10)


class RatingFact(Fact):
    """An owner's stars."""

    attitude = models.PositiveSmallIntegerField()
    speed = models.PositiveSmallIntegerField()
    quality = models.PositiveSmallIntegerField()


class WaitFact(Fact):
    """A wait for the owner or for parts, perhaps still going on."""

    whom = models.CharField(max_length=5)
    ended_at = models.DateTimeField(null=True)


class Reading(models.Model):
    """Up to where the events have been read into the facts; one row, or none before the first time.

    Transactions end in another order than they begin, so an event is known to have been read only
    by the transaction that wrote it.
    """

    # Events up to this one need not be looked at again: all of them had ended and were read.
    settled_event = models.BigIntegerField()
    # The latest event at the last reading, and which transactions were then still going on: those
    # from ``open_from`` on may have written what was not seen; from ``next_from`` on all had.
    latest_event = models.BigIntegerField()
    open_from = models.BigIntegerField()
    next_from = models.BigIntegerField()
    # What the hours of service depended on; another answer means that all are reckoned anew.
    hours = models.CharField(max_length=32)
