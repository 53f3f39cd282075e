from datetime import date, datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import CommonArea, Community, Home
from nuanlin.domains.people.models import Department, Person, StaffMember
from nuanlin.domains.service_desk.models.category import Category, Urgency
from nuanlin.lib.lookups import characters_of


class Kind(models.TextChoices):
    REPAIR = "repair", _("Repair")
    REQUEST = "request", _("Service request")
    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")


# What somebody thinks of the house: it begins in its own way, guarded and possibly confidential.
OPINIONS = frozenset({Kind.COMPLAINT, Kind.SUGGESTION})


class Source(models.TextChoices):
    """How the report reached the office (B1)."""

    APP = "app", _("Online")
    PHONE = "phone", pgettext_lazy("source", "Phone")
    COUNTER = "counter", _("Counter")
    PAPER = "paper", _("Paper form")
    STAFF = "staff", _("Found by staff")
    POSTER = "poster", _("QR poster")
    PARTNER = "partner", _("Another organisation")
    CONVERSATION = "conversation", _("Conversation")


class State(models.TextChoices):
    SUBMITTED = "submitted", _("Reported")
    CLASSIFIED = "classified", _("To be assigned")
    ASSIGNED = "assigned", _("Assigned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done, to be confirmed")
    SETTLED_ONLINE = "settled_online", _("Answered, to be confirmed")
    CLOSED = "closed", _("Satisfied")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_VERIFIED = "not_verified", _("Not verified")


FINAL_STATES = frozenset({State.CLOSED, State.WITHDRAWN, State.NOT_VERIFIED})
OPEN_STATES = frozenset(State) - FINAL_STATES
# The work is done or the answer given, and the owner has yet to say whether it is right.
ASKED_STATES = frozenset({State.DONE, State.SETTLED_ONLINE})
# In these the office owes something, so its clocks run.
RUNNING_STATES = OPEN_STATES - ASKED_STATES


class Clock(models.TextChoices):
    """What the office has promised a time for."""

    CONTACT = "contact", _("First contact")
    UPDATE = "update", _("Next word to the owner")
    SOLUTION = "solution", _("Solution")


class Waiting(models.TextChoices):
    """For whom an open case stands still; empty when nobody is waited for."""

    NOBODY = "", _("Nobody")
    OWNER = "owner", _("Waiting for the owner")
    PARTS = "parts", _("Waiting for parts")


class Guard(models.TextChoices):
    """Whether a case is about somebody of the staff, to whom it does not exist (C1)."""

    NONE = "", _("About nobody of the staff")
    UNNAMED = "unnamed", _("About somebody not yet named")
    NAMED = "named", _("About a colleague")


URGENCY_RANKS = {
    Urgency.EMERGENCY: 0,
    Urgency.URGENT: 1,
    Urgency.NORMAL: 2,
    Urgency.LOW: 3,
}


# What is searched for the words that somebody types.
WORDS = ("title", "description", "place", "reporter_name")

# What stands in the queue: a case merged into another only while its own reporter is to be asked.
IN_QUEUE = Q(merged_into__isnull=True) | Q(state__in=sorted(ASKED_STATES))

# After the work the owner is called within so long, unless the category says otherwise.
FOLLOW_UP_AFTER = timedelta(hours=48)
COMPLAINT_FOLLOW_UP_AFTER = timedelta(days=3)


class Case(models.Model):
    """One matter from the first word to the owner's "now it is right" (B1–B10).

    What happens in an attempt is kept in its ``Round``; state, waiting, escalated, department and
    assignee repeat the latest facts, so that the queue reads one table.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REPAIR)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="cases", null=True, blank=True
    )
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    urgency_rank = models.PositiveSmallIntegerField(default=2)
    title = models.CharField(_("in a few words"), max_length=60)
    description = models.TextField(_("what happened"), max_length=4000, blank=True)
    # What was asked at intake and answered, in the words of that day.
    answers = models.JSONField(default=list, blank=True)

    home = models.ForeignKey(Home, models.PROTECT, related_name="cases", null=True, blank=True)
    common_area = models.ForeignKey(
        CommonArea, models.PROTECT, related_name="cases", null=True, blank=True
    )
    place = models.CharField(_("place"), max_length=100, blank=True)

    reporter = models.ForeignKey(
        Person, models.PROTECT, related_name="cases", null=True, blank=True
    )
    reporter_name = models.CharField(_("reported by"), max_length=60, blank=True)
    reporter_phone = models.CharField(_("phone number"), max_length=30, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_id = models.BigIntegerField(null=True)

    preferred_from = models.DateTimeField(_("may come from"), null=True, blank=True)
    preferred_until = models.DateTimeField(_("may come until"), null=True, blank=True)
    may_enter = models.BooleanField(_("may enter when nobody is home"), default=False)

    state = models.CharField(max_length=15, choices=State.choices, default=State.SUBMITTED)
    waiting = models.CharField(max_length=5, choices=Waiting.choices, blank=True, default="")
    waiting_note = models.CharField(max_length=200, blank=True)
    # When the parts that are waited for should be there.
    parts_due_on = models.DateField(null=True, blank=True)
    escalated = models.BooleanField(default=False)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="cases", null=True, blank=True
    )
    assignee = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="cases", null=True, blank=True
    )
    round_number = models.PositiveSmallIntegerField(default=0)
    # The nearest of the three clocks below that still runs; the queue is sorted by it.
    promised_at = models.DateTimeField(default=timezone.now)
    contact_due_at = models.DateTimeField(null=True, blank=True)
    update_due_at = models.DateTimeField(null=True, blank=True)
    solution_due_at = models.DateTimeField(null=True, blank=True)
    # The first and the latest time in this round of clocks that somebody spoke with the owner.
    contacted_at = models.DateTimeField(null=True, blank=True)
    last_word_at = models.DateTimeField(null=True, blank=True)
    # Each time the owner says "not fixed" the clocks begin anew.
    reopenings = models.PositiveSmallIntegerField(default=0, db_default=0)
    reopened_at = models.DateTimeField(null=True, blank=True)
    # The highest level of escalation reached in this round of clocks.
    alarm_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    # Several reports of one fault: the lead is worked on, the others rest in it, each open until
    # its own reporter was asked. What rests keeps the state to which it returns when separated.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, db_index=False
    )
    resting_state = models.CharField(
        max_length=15, choices=State.choices, blank=True, default="", db_default=""
    )
    # How it ended for the lead's own reporter, while others are still to be asked.
    own_ending = models.CharField(
        max_length=15, choices=State.choices, blank=True, default="", db_default=""
    )
    # Who reported it is kept apart (``SealedReporter``) or nowhere; here are no name and no door.
    sealed = models.BooleanField(default=False, db_default=False)
    guard = models.CharField(
        max_length=7, choices=Guard.choices, blank=True, default="", db_default=""
    )
    # What was off when it was reported and explains it; named as text, being a model above.
    outage = models.ForeignKey(
        "service_desk.Outage", models.PROTECT, related_name="cases", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(max_length=500, blank=True)
    # The older matter that came back after its days of grace had passed.
    follows = models.ForeignKey(
        "self", models.SET_NULL, related_name="followed_by", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_parts_due_while_waiting",
                condition=Q(parts_due_on__isnull=True) | Q(waiting="parts"),
            ),
            models.CheckConstraint(
                name="case_closed_when_final",
                condition=Q(state__in=sorted(FINAL_STATES), closed_at__isnull=False)
                | (~Q(state__in=sorted(FINAL_STATES)) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_somewhere",
                condition=Q(home__isnull=False) | Q(common_area__isnull=False) | ~Q(place=""),
            ),
            models.CheckConstraint(
                name="case_assigned_to_someone",
                condition=~Q(state__in=["assigned", "under_way"]) | Q(assignee__isnull=False),
            ),
            models.CheckConstraint(
                name="case_final_waits_for_nobody",
                condition=~Q(state__in=sorted(FINAL_STATES)) | Q(waiting="", escalated=False),
            ),
            models.CheckConstraint(
                name="case_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="case_rests_when_merged",
                condition=Q(merged_into__isnull=True, resting_state="")
                | Q(merged_into__isnull=False, resting_state__in=sorted(RUNNING_STATES)),
            ),
            models.CheckConstraint(
                name="case_own_ending_of_open_lead",
                condition=Q(own_ending="")
                | Q(own_ending__in=sorted(FINAL_STATES), merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="case_sealed_names_nobody",
                condition=Q(sealed=False)
                | Q(reporter__isnull=True, reporter_name="", reporter_phone="", home__isnull=True),
            ),
            # What nobody may join may not be joined with anything.
            models.CheckConstraint(
                name="case_sealed_stands_alone",
                condition=Q(sealed=False, guard="") | Q(merged_into__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["community"], name="case_sealed", condition=Q(sealed=True)),
            models.Index(
                fields=["community"], name="case_unnamed", condition=Q(guard=Guard.UNNAMED)
            ),
            # The queue: open cases of a community, most urgent and oldest first (keyset paging).
            models.Index(
                fields=["community", "urgency_rank", "promised_at", "id"],
                name="case_queue",
                condition=Q(closed_at__isnull=True),
            ),
            # Its other orders: soonest due, latest and oldest first.
            models.Index(
                fields=["community", "promised_at", "id"],
                name="case_due",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["community", "-id"],
                name="case_open_latest",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["community", "-closed_at", "-id"],
                name="case_closed_latest",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["community", "state"],
                name="case_open_states",
                condition=Q(closed_at__isnull=True),
            ),
            # The sweep: what has reached the next level of escalation.
            models.Index(
                fields=["community", "alarm_level", "promised_at"],
                name="case_alarms",
                condition=Q(closed_at__isnull=True, state__in=sorted(RUNNING_STATES))
                & ~Q(waiting=Waiting.OWNER),
            ),
            models.Index(
                fields=["community", "-id"], name="case_escalated", condition=Q(escalated=True)
            ),
            models.Index(
                fields=["assignee", "urgency_rank", "id"],
                name="case_jobs",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["merged_into"],
                name="case_merged",
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(fields=["home", "-reported_at"], name="case_home"),
            models.Index(fields=["reporter", "-reported_at"], name="case_reporter"),
            models.Index(fields=["community", "-id"], name="case_archive"),
            # Partners ask by the time of the report.
            models.Index(fields=["community", "-reported_at"], name="case_reported"),
            GinIndex(
                fields=WORDS,
                name="case_words_trgm",
                opclasses=["gin_trgm_ops"] * len(WORDS),
            ),
            # One and two characters, which are half of all Chinese words, have no trigram.
            GinIndex(characters_of(*WORDS), name="case_characters"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The case number people read out, such as R-261123-42; its last part is the id."""
        day: datetime = timezone.localtime(self.recorded_at)
        return f"{self.kind[0].upper()}-{day:%y%m%d}-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do or say something."""
        return self.closed_at is None

    @property
    def where(self) -> str:
        """What stands on the door plate of the place."""
        if self.home is not None:
            return self.home.plate
        return self.common_area.name if self.common_area is not None else self.place

    @property
    def clock_round(self) -> int:
        """How many times the clocks have begun: once, and again at each reopening."""
        return self.reopenings + 1

    @property
    def paused(self) -> bool:
        """Whether the clocks stand still because the owner is waited for."""
        return self.waiting == Waiting.OWNER

    def parts_overdue(self, today: date) -> bool:
        """Whether the parts that are waited for should have come by now."""
        due = self.parts_due_on
        return self.waiting == Waiting.PARTS and due is not None and due < today

    @property
    def running(self) -> bool:
        """Whether the office's clocks run at all: nothing is done or answered, nor merged."""
        return self.state in RUNNING_STATES and self.merged_into_id is None

    @property
    def lead(self) -> "Case":
        """The case that is worked on: itself, or the one it was merged into."""
        return self.merged_into or self

    @property
    def own_place(self) -> State:
        """Where a merged case stands in the loop by itself; who had it may have left meanwhile."""
        state = State(self.resting_state)
        if state in {State.ASSIGNED, State.UNDER_WAY} and self.assignee_id is None:
            return State.CLASSIFIED
        return state

    @property
    def ended_for_reporter(self) -> bool:
        """Whether nothing is open any longer for whoever reported it."""
        return self.closed_at is not None or self.own_ending != ""

    def lapsed(self, now: datetime) -> bool:
        """Whether something promised is overdue and rests with the office."""
        return self.running and not self.paused and self.promised_at < now

    @property
    def next_clock(self) -> Clock:
        """Which clock falls due next; ``promised_at`` says when."""
        if self.contacted_at is None and self.promised_at == self.contact_due_at:
            return Clock.CONTACT
        if self.contacted_at is not None and self.promised_at == self.update_due_at:
            return Clock.UPDATE
        return Clock.SOLUTION

    @property
    def awaits_follow_up(self) -> bool:
        """Whether the work is done and the owner has yet to say that it is right."""
        return self.state in ASKED_STATES and not self.own_ending

    @property
    def follow_up_after(self) -> timedelta:
        """How long after the work the owner is called, who may have answered in the app before."""
        category = self.category
        if category is not None and category.follow_up_hours is not None:
            return timedelta(hours=category.follow_up_hours)
        return COMPLAINT_FOLLOW_UP_AFTER if self.kind == Kind.COMPLAINT else FOLLOW_UP_AFTER

    @property
    def call_needed(self) -> bool:
        """Whether the owner is called even after saying in the app that it is right."""
        return self.category is not None and self.category.call_needed

    @property
    def topic(self) -> str:
        """The live topic of this case."""
        return f"case:{self.pk}"
