"""By what a person wants to hear of what: their choices over the defaults."""

from collections.abc import Iterable

from nuanlin.foundation.notifications.models import Category, ContactPreference, Way

# Nobody is asked whether the app itself may show what concerns them; a staff group is no person's.
CHOSEN = (Way.PUSH, Way.WECHAT, Way.SMS, Way.EMAIL)
# Text messages cost money and ring: unless chosen they are for notices alone.
_DEFAULTS = {
    Category.MY_CASES: {Way.PUSH, Way.WECHAT, Way.EMAIL},
    Category.CONVERSATIONS: {Way.PUSH, Way.WECHAT, Way.EMAIL},
    Category.NOTICES: {Way.PUSH, Way.WECHAT, Way.SMS, Way.EMAIL},
    Category.OFFICE: {Way.PUSH},
    Category.OTHER: {Way.PUSH},
}


def default(category: Category, way: Way) -> bool:
    """Whether somebody who never chose hears of ``category`` by ``way``."""
    return way in _DEFAULTS[category]


def ways_wanted(category: Category, account_ids: Iterable[int]) -> dict[int, set[Way]]:
    """Return by which ways each account wants to hear of ``category``. One statement.

    Whether it can be reached by them is another question.
    """
    wanted = {account_id: set(_DEFAULTS[category]) for account_id in account_ids}
    chosen = ContactPreference.objects.filter(category=category, account_id__in=wanted)
    for account_id, way, yes in chosen.values_list("account_id", "way", "wanted"):
        (wanted[account_id].add if yes else wanted[account_id].discard)(Way(way))
    return wanted


def chosen_by(account_id: int) -> dict[tuple[Category, Way], bool]:
    """Return for each category and way whether it is wanted. One statement."""
    wanted = {(one, way): default(one, way) for one in Category for way in CHOSEN}
    rows = ContactPreference.objects.filter(account_id=account_id)
    for category, way, yes in rows.values_list("category", "way", "wanted"):
        if (category, way) in wanted:
            wanted[Category(category), Way(way)] = yes
    return wanted
