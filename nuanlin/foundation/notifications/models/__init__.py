from nuanlin.foundation.notifications.models.delivery import (
    AddressState,
    ChannelState,
    Delivery,
    EarlyReceipt,
    State,
    Way,
)
from nuanlin.foundation.notifications.models.notification import Notification
from nuanlin.foundation.notifications.models.wishes import (
    Category,
    ContactAddress,
    ContactPreference,
    ContactSettings,
)

__all__ = [
    "AddressState",
    "Category",
    "ChannelState",
    "ContactAddress",
    "ContactPreference",
    "ContactSettings",
    "Delivery",
    "EarlyReceipt",
    "Notification",
    "State",
    "Way",
]
