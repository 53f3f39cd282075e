from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import StaffMember
from nuanlin.foundation.files.models import StoredFile


class NoticeKind(models.TextChoices):
    SUDDEN_OUTAGE = "sudden_outage", _("Sudden outage")
    PLANNED_OUTAGE = "planned_outage", _("Planned outage")
    REPAIR = "repair", pgettext_lazy("notice", "Repair")
    PEST_CONTROL = "pest_control", _("Pest and rodent control")
    SAFETY = "safety", pgettext_lazy("notice", "Safety")
    GENERAL = "general", pgettext_lazy("notice", "General")
    FESTIVAL = "festival", pgettext_lazy("notice", "Festival")


class OutageKind(models.TextChoices):
    """What is off; the service desk keeps the record of it."""

    WATER = "water", _("Water")
    POWER = "power", _("Power")
    GAS = "gas", _("Gas")
    HEATING = "heating", _("Heating")
    LIFT = "lift", _("Lift")
    NETWORK = "network", _("Network")
    OTHER = "other", pgettext_lazy("outage", "Other")


class NoticeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("notice", "Draft")
    IN_REVIEW = "in_review", pgettext_lazy("notice", "Waiting for a second look")
    SCHEDULED = "scheduled", pgettext_lazy("notice", "Scheduled")
    RUNNING = "running", pgettext_lazy("notice", "Running")
    ENDED = "ended", pgettext_lazy("notice", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


class Relation(models.TextChoices):
    """What a notice is to the one it follows; it goes to exactly the homes of that one."""

    CORRECTION = "correction", pgettext_lazy("notice", "Correction")
    END = "end", pgettext_lazy("notice", "It is over")
    WITHDRAWAL = "withdrawal", pgettext_lazy("notice", "Withdrawn")


# After these nothing follows: the notice is over, or does not hold any more.
LAST_WORDS = (Relation.END, Relation.WITHDRAWAL)


class NoticeRule(models.Model):
    """How a community carries out a kind of notice, where it differs from ``rules.DEFAULTS``.

    ``ladder`` is the order of ways: ``[{"ways": ["app", "push"], "minutes": 10}, ...]``; only homes
    not reached after the minutes go on to the next step.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="notice_rules")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    ladder = models.JSONField()
    # Which standings count as reached: seen, confirmed, spoken, family_tells, handed, at_door.
    counts = ArrayField(models.CharField(max_length=20))
    whole_household = models.BooleanField(_("one confirmation serves the household"), default=True)
    second_person = models.BooleanField(
        _("a second person looks before it goes out"), default=False
    )
    lead_hours = models.PositiveSmallIntegerField(_("hours ahead"), default=0)
    urgent = models.BooleanField(_("also in quiet hours and to those who refuse"), default=False)
    # Who of a home is told: owner, owner_elsewhere, family, tenant.
    roles = ArrayField(models.CharField(max_length=20))
    second_round_minutes = models.PositiveSmallIntegerField(
        _("minutes until the second round of calls"), default=30
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind"], name="notice_rule_once"),
        ]


class Series(models.Model):
    """A notice that comes again, such as the monthly cleaning of the water tanks."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="notice_series")
    # iCalendar's RRULE (RFC 5545), such as FREQ=MONTHLY;BYMONTHDAY=15.
    rule = models.CharField(max_length=200)
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"), default=3)
    next_on = models.DateField()
    ended_at = models.DateTimeField(null=True)


class Notice(models.Model):
    """Something the office says to some homes (公告/通知), until each is proven to know it (F1-F3).

    ``title`` and ``text`` are what people read, composed from the kind's template and edited;
    ``audience`` holds the choice (see ``audience.Audience``), frozen into ledger rows at sending.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    affair = models.CharField(
        _("what is off"), max_length=10, choices=OutageKind.choices, blank=True
    )
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"), max_length=4000)
    title_en = models.CharField(_("title in English"), max_length=140, blank=True)
    text_en = models.TextField(_("text in English"), max_length=6000, blank=True)
    # One line for the phone, the SMS and the banner.
    brief = models.CharField(_("in one line"), max_length=140)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    what_to_do = models.CharField(_("what to do"), max_length=500, blank=True)
    ask_whom = models.CharField(_("who to ask"), max_length=100, blank=True)

    audience = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    send_at = models.DateTimeField(_("send at"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True)
    # Frozen at sending from the rule, so that a change of the rule changes no running notice.
    terms = models.JSONField(default=dict)
    # Counted at sending; who moves in later is added.
    homes = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    # Why it goes out later than the rule demands; only a superior may say so.
    late_reason = models.CharField(max_length=200, blank=True)
    late_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)

    follows = models.ForeignKey("self", models.PROTECT, related_name="followed_by", null=True)
    relation = models.CharField(max_length=10, choices=Relation.choices, blank=True)
    series = models.ForeignKey(Series, models.SET_NULL, related_name="notices", null=True)
    pinned = models.BooleanField(_("stays on top"), default=False)
    public = models.BooleanField(_("readable without signing in"), default=False)
    expires_at = models.DateTimeField(_("shown until"), null=True, blank=True)

    author = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    reviewer = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notice_times_in_order",
                condition=Q(starts_at__isnull=True)
                | Q(until__isnull=True)
                | Q(until__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="notice_sent_when_it_runs",
                condition=Q(state__in=["running", "ended"], sent_at__isnull=False)
                | Q(state__in=["draft", "in_review", "scheduled"], sent_at__isnull=True)
                | Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="notice_follows_as_something",
                condition=Q(follows__isnull=True, relation="")
                | Q(follows__isnull=False) & ~Q(relation=""),
            ),
            models.CheckConstraint(
                name="notice_second_look_by_another",
                condition=Q(reviewer__isnull=True)
                | Q(author__isnull=True)
                | ~Q(reviewer=F("author")),
            ),
            # Its last word is said once, and a series makes one notice a day.
            models.UniqueConstraint(
                fields=["follows"],
                name="notice_ended_once",
                condition=Q(relation__in=["end", "withdrawal"]),
            ),
            models.UniqueConstraint(fields=["series", "starts_at"], name="notice_of_series_once"),
        ]
        indexes = [
            models.Index(fields=["community", "-id"], name="notice_list"),
            models.Index(fields=["send_at"], name="notice_to_send", condition=Q(state="scheduled")),
            models.Index(fields=["community"], name="notice_running", condition=Q(state="running")),
            GinIndex(fields=["title", "text"], name="notice_words", opclasses=["gin_trgm_ops"] * 2),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_last_word(self) -> bool:
        """Whether it says that the one it follows is over, or does not hold any more."""
        return self.relation in LAST_WORDS


class NoticeFile(models.Model):
    """A picture or a document of a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
