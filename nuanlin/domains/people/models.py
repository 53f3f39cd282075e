import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now, Reverse
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community, Home, ParkingSpace
from nuanlin.foundation.accounts.actors import Role


class Gender(models.TextChoices):
    MALE = "m", _("Male")
    FEMALE = "f", _("Female")
    UNKNOWN = "", _("Not known")


class Calendar(models.TextChoices):
    SOLAR = "solar", _("Solar calendar")
    LUNAR = "lunar", _("Lunar calendar")


@pghistory.track()
class Person(models.Model):
    """Somebody the office knows: a resident, or an owner who lives elsewhere (A2)."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="person", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=60)
    # Full pinyin without spaces and the initials, both lower case: "zhouxiaosheng zxs".
    pinyin = models.CharField(max_length=300, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=1, choices=Gender.choices, blank=True)
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    identity_number = models.CharField(_("identity number"), max_length=30, blank=True)
    birth_calendar = models.CharField(
        max_length=5, choices=Calendar.choices, default=Calendar.SOLAR
    )
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_leap_month = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_birthday_whole",
                condition=Q(birth_month__isnull=True, birth_day__isnull=True)
                | Q(
                    birth_month__isnull=False,
                    birth_day__isnull=False,
                    birth_month__range=(1, 12),
                    birth_day__range=(1, 31),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], name="person_phone"),
            # "the last four digits": a prefix search on the number read backwards.
            models.Index(
                OpClass(Reverse("phone"), name="text_pattern_ops"), name="person_phone_tail"
            ),
            GinIndex(
                fields=["name", "pinyin", "initials"],
                name="person_name_trgm",
                opclasses=["gin_trgm_ops"] * 3,
            ),
            # One or two Chinese characters hold no trigram: each character is kept by itself.
            GinIndex(
                Func(
                    F("name"),
                    Value(None),
                    function="string_to_array",
                    output_field=ArrayField(models.TextField()),
                ),
                name="person_name_characters",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OccupancyRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    FAMILY = "family", _("Family member")
    TENANT = "tenant", _("Tenant")
    TEMPORARY = "temporary", _("Temporary resident")


@pghistory.track()
class Occupancy(models.Model):
    """Who belongs to a home as what, from when to when (入住关系)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="occupancies")
    home = models.ForeignKey(Home, models.PROTECT, related_name="occupancies")
    role = models.CharField(max_length=10, choices=OccupancyRole.choices)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "occupancies"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "home"],
                name="occupancy_once",
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="occupancy_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["home", "role"], name="occupancy_home")]


class SpaceHolding(models.Model):
    """Who holds a parking space, bought or rented, and the plates of their vehicles."""

    space = models.ForeignKey(ParkingSpace, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    rented = models.BooleanField(default=False)
    vehicle_plate = models.CharField(_("number plate"), max_length=20, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space"], name="space_held_once", condition=Q(ends_on__isnull=True)
            ),
        ]
        indexes = [
            GinIndex(
                fields=["vehicle_plate"], name="holding_plate_trgm", opclasses=["gin_trgm_ops"]
            ),
        ]


class InstructionKind(models.TextChoices):
    AWAY = "away", _("Away")
    PREFERS_PHONE = "prefers_phone", _("Prefers the phone")
    LIVES_ALONE = "lives_alone", _("Lives alone")
    HARD_OF_HEARING = "hard_of_hearing", _("Hard of hearing")
    OTHER = "other", _("Please note")


@pghistory.track()
class StandingInstruction(models.Model):
    """What everyone who calls or comes should know about a home, until a day if one is set (A2)."""

    home = models.ForeignKey(Home, models.CASCADE, related_name="instructions")
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="instructions", null=True, blank=True
    )
    kind = models.CharField(max_length=20, choices=InstructionKind.choices)
    text = models.CharField(_("what to know"), max_length=200, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    made_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class HomeNote(models.Model):
    """A note of the office about a home."""

    home = models.ForeignKey(Home, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    account_id = models.BigIntegerField(null=True)
    author = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)


class DepartmentKind(models.TextChoices):
    FRONT_DESK = "front_desk", _("Front desk")
    ENGINEERING = "engineering", _("Engineering")
    CLEANING = "cleaning", _("Cleaning")
    ORDER = "order", _("Order and safety")
    FINANCE = "finance", _("Finance")
    CARE = "care", _("Care service")
    MANAGEMENT = "management", _("Management")


class Department(models.Model):
    """A department (部门) of the office of one community (A3)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="departments")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(max_length=20, choices=DepartmentKind.choices)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="department_once"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class StaffMember(models.Model):
    """Somebody who works for the company (员工)."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="staff_member"
    )
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    # How residents know them: 李师傅, 小陈.
    known_as = models.CharField(_("known to residents as"), max_length=30, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.known_as or self.name


@pghistory.track()
class Post(models.Model):
    """A staff member's role in a department of a community, from when to when (A3)."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="posts", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="posts", null=True, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_where",
                condition=Q(role=Role.ADMINISTRATOR, community__isnull=True)
                | (~Q(role=Role.ADMINISTRATOR) & Q(community__isnull=False)),
            ),
            # Given and ended on one day, a post ends the day before: it holds on no day.
            models.CheckConstraint(
                name="post_in_order",
                condition=Q(ends_on__isnull=True)
                | Q(
                    ends_on__gte=models.ExpressionWrapper(
                        F("starts_on") - Value(1), output_field=models.DateField()
                    )
                ),
            ),
            models.UniqueConstraint(
                fields=["staff", "role", "community", "department"],
                name="post_once",
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["community", "role"], name="post_community")]


class ShiftColour(models.TextChoices):
    JADE = "jade", _("Green")
    BLUE = "blue", _("Blue")
    AMBER = "amber", _("Yellow")
    PERSIMMON = "persimmon", _("Orange")
    PLAIN = "plain", _("Grey")


class Shift(models.Model):
    """A shift (班次) of a community: from when to when, over midnight if it ends no later (A3).

    ``on_call`` stands beside ordinary work: whoever has it answers for the office as duty manager.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="shifts")
    name = models.CharField(_("name"), max_length=12)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    colour = models.CharField(
        _("colour"), max_length=10, choices=ShiftColour.choices, default=ShiftColour.JADE
    )
    on_call = models.BooleanField(_("duty manager, beside ordinary work"), default=False)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["on_call", "starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"], name="shift_once", condition=Q(retired=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def overnight(self) -> bool:
        """Whether it ends on the day after."""
        return self.ends <= self.starts


class Duty(models.Model):
    """A staff member works a shift on a day (值班); ``period`` is when that is (A3)."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="duties")
    community = models.ForeignKey(Community, models.CASCADE, related_name="duties")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="duties")
    day = models.DateField()
    period = DateTimeRangeField()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["staff", "day", "shift"], name="duty_once"),
        ]
        indexes = [models.Index(fields=["community", "day"], name="duty_day")]


class Absence(models.Model):
    """A staff member is away from one day to another (请假); why is nobody's business here (A3)."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["staff", "ends_on"], name="absence_staff")]


class AccessCode(models.Model):
    """A slip that lets one person into their home's pages once (A5); only its digest is kept."""

    home = models.ForeignKey(Home, models.CASCADE, related_name="access_codes")
    # The person it is printed for; without one, whoever brings it chooses a name at the door.
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="access_codes", null=True, blank=True
    )
    # What they become then; the office chooses it when it prints a slip without a name.
    role = models.CharField(max_length=10, choices=OccupancyRole.choices, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_by_id = models.BigIntegerField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_code_for_somebody", condition=Q(person__isnull=False) | ~Q(role="")
            ),
        ]


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the office")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")


class AccessRequest(models.Model):
    """Somebody without a slip asks to be bound to a home; the office confirms or declines (A5)."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_requests"
    )
    community = models.ForeignKey(Community, models.CASCADE, related_name="access_requests")
    home = models.ForeignKey(
        Home, models.CASCADE, related_name="access_requests", null=True, blank=True
    )
    address = models.CharField(_("building, entrance, room"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone number"), max_length=30)
    role = models.CharField(max_length=10, choices=OccupancyRole.choices)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    reason = models.CharField(max_length=200, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "community", "address"],
                name="access_request_once",
                condition=Q(state=RequestState.WAITING),
            ),
        ]


class RevealedField(models.TextChoices):
    PHONE = "phone", _("Phone number")
    IDENTITY_NUMBER = "identity_number", _("Identity number")


class Reveal(models.Model):
    """One look at a masked number: who looked, when, at whose, and why."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="reveals")
    field = models.CharField(max_length=20, choices=RevealedField.choices)
    account_id = models.BigIntegerField()
    reader = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Waiting to be read")
    READING = "reading", _("Being read")
    UNMAPPED = "unmapped", _("Headings not recognised")
    READ = "read", _("Ready to load")
    LOADING = "loading", _("Being loaded")
    LOADED = "loaded", _("Loaded")
    REFUSED = "refused", _("Cannot be read")


class RosterImport(models.Model):
    """An uploaded roster on its way: read in the background, looked over, then loaded (A1)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="imports")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    mapping = models.JSONField(default=dict)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    refusal = models.JSONField(default=dict)
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True)
