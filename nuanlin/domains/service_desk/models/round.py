from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.foundation.files.models import StoredFile


class Round(models.Model):
    """One attempt to set a case right (处理轮次); never overwritten by the next."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    assignee = models.ForeignKey(StaffMember, models.PROTECT, related_name="rounds")
    assigned_at = models.DateTimeField()
    assigned_by_id = models.BigIntegerField(null=True)
    instruction = models.CharField(_("note for the engineer"), max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # Ended without being done: handed to somebody else, taken back, escalated or withdrawn.
    ended_at = models.DateTimeField(null=True)
    found = models.TextField(_("what was found"), max_length=2000, blank=True)
    work = models.TextField(_("what was done"), max_length=2000, blank=True)
    # The category's checklist as it was, each line with whether it was ticked.
    checklist = models.JSONField(default=list, blank=True)
    signature = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)
    signed_by = models.CharField(_("signed by"), max_length=60, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                name="round_one_at_a_time",
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="round_in_order",
                condition=(Q(done_at__isnull=True) | Q(done_at__gte=F("assigned_at"))),
            ),
            models.CheckConstraint(
                name="round_ends_once",
                condition=Q(done_at__isnull=True) | Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["assignee", "-assigned_at"], name="round_assignee")]


class Material(models.Model):
    """Something used up in a round, or time worked, with the price of one in yuan."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="materials")
    name = models.CharField(_("material"), max_length=60)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2, default=1)
    unit = models.CharField(_("measure"), max_length=10, blank=True)
    price = models.DecimalField(
        _("price of one"), max_digits=10, decimal_places=2, default=0, db_default=0
    )
    labour = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="material_price_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(name="material_some", condition=Q(quantity__gt=0)),
        ]
