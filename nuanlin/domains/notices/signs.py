"""The sign that stands beside a kind of notice, and beside what is off."""

from nuanlin.domains.notices.models import Notice, NoticeKind, OutageKind

AFFAIRS: dict[str, str] = {
    OutageKind.WATER: "droplet-off",
    OutageKind.POWER: "zap-off",
    OutageKind.GAS: "flame",
    OutageKind.HEATING: "thermometer-snowflake",
    OutageKind.LIFT: "arrow-up-down",
    OutageKind.NETWORK: "wifi",
    OutageKind.OTHER: "triangle-alert",
}
KINDS: dict[str, str] = {
    NoticeKind.SUDDEN_OUTAGE: "triangle-alert",
    NoticeKind.PLANNED_OUTAGE: "calendar-clock",
    NoticeKind.REPAIR: "wrench",
    NoticeKind.PEST_CONTROL: "bug",
    NoticeKind.SAFETY: "shield-alert",
    NoticeKind.GENERAL: "megaphone",
    NoticeKind.FESTIVAL: "sparkles",
}


def sign_of(notice: Notice) -> str:
    """Return the name of the icon that stands beside a notice."""
    return AFFAIRS.get(notice.affair) or KINDS[notice.kind]
