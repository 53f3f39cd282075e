from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Community(models.Model):
    """A residential community (小区) that the company looks after (A1)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    hotline = models.CharField(_("24-hour hotline"), max_length=30, blank=True)
    gas_hotline = models.CharField(_("gas company's hotline"), max_length=30, blank=True)
    office_name = models.CharField(_("name said on the phone"), max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building (楼栋) of a community."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="buildings")
    label = models.CharField(_("building"), max_length=20)
    floors = models.PositiveSmallIntegerField(_("floors"), null=True, blank=True)
    has_lift = models.BooleanField(_("has a lift"), null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "label"]
        constraints = [
            models.UniqueConstraint(fields=["community", "label"], name="building_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Entrance(models.Model):
    """An entrance (单元) of a building."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="entrances")
    label = models.CharField(_("entrance"), max_length=20)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "label"]
        constraints = [
            models.UniqueConstraint(fields=["building", "label"], name="entrance_once"),
        ]

    def __str__(self) -> str:
        return self.label


class HomeKind(models.TextChoices):
    HOME = "home", _("Home")
    SHOP = "shop", _("Shop or office")
    DORMITORY = "dormitory", _("Dormitory")


class HomeState(models.TextChoices):
    LIVED_IN = "lived_in", _("Lived in")
    UNSOLD = "unsold", _("Unsold")
    HANDED_OVER = "handed_over", _("Handed over")
    NOT_YET_LIVED_IN = "not_yet_lived_in", _("Not yet lived in")
    DECORATED = "decorated", _("Decorated")
    LET = "let", _("Let")
    SOLD = "sold", _("Sold")
    VACANT = "vacant", _("Vacant")
    DECORATING = "decorating", _("Being decorated")


class Home(models.Model):
    """A door (房屋/户, shops too); ``plate`` is what its door plate shows, such as 3-2-501."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="homes")
    building = models.ForeignKey(Building, models.PROTECT, related_name="homes")
    entrance = models.ForeignKey(
        Entrance, models.PROTECT, related_name="homes", null=True, blank=True
    )
    label = models.CharField(_("room"), max_length=20)
    plate = models.CharField(_("door plate"), max_length=60)
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=HomeKind.choices, default=HomeKind.HOME)
    state = models.CharField(max_length=20, choices=HomeState.choices, default=HomeState.LIVED_IN)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    layout = models.CharField(_("layout"), max_length=40, blank=True)
    area = models.DecimalField(_("area in m²"), max_digits=9, decimal_places=2, null=True)
    indoor_area = models.DecimalField(
        _("indoor area in m²"), max_digits=9, decimal_places=2, null=True
    )
    rent = models.DecimalField(_("rent in yuan"), max_digits=12, decimal_places=2, null=True)
    note = models.TextField(_("note from the roster"), blank=True)

    class Meta:
        ordering = ["order", "plate"]
        constraints = [
            models.UniqueConstraint(fields=["community", "plate"], name="home_plate_once"),
            models.UniqueConstraint(
                fields=["building", "entrance", "label"],
                name="home_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["community", "order"], name="home_order"),
            GinIndex(fields=["plate"], name="home_plate_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.plate


class ParkingSpace(models.Model):
    """A parking space (车位)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="parking_spaces")
    label = models.CharField(_("parking space"), max_length=30)
    area = models.CharField(_("car park"), max_length=60, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "area", "label"], name="parking_space_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CommonArea(models.Model):
    """A place that belongs to all owners (公共区域), such as a lobby, a garage or a garden."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="common_areas")
    building = models.ForeignKey(
        Building, models.PROTECT, related_name="common_areas", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=60)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                name="common_area_once",
                condition=Q(retired=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
