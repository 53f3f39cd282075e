"""Every room's part of the API, in one schema."""

from django.urls import URLPattern, URLResolver, path, re_path

from nuanlin.domains.conversations import urls as conversations
from nuanlin.domains.estate import urls as estate
from nuanlin.domains.notices import urls as notices
from nuanlin.domains.people import urls as people
from nuanlin.domains.quality import urls as quality
from nuanlin.domains.reception import urls as reception
from nuanlin.domains.service_desk import urls as service_desk
from nuanlin.foundation.accounts import urls as accounts
from nuanlin.foundation.files import urls as files
from nuanlin.foundation.notifications import urls as notifications
from nuanlin.foundation.service_language import urls as service_language
from nuanlin.foundation.webhooks import urls as webhooks
from nuanlin.portals.api.assembly import api, no_such_address
from nuanlin.portals.api.live import live_router, own_account

ROOMS = (
    accounts,
    notifications,
    webhooks,
    service_language,
    files,
    quality,
    reception,
    service_desk,
    conversations,
    notices,
    people,
    estate,
)
TOPICS = {
    "account": own_account,
    **estate.live_topics,
    **people.live_topics,
    **conversations.live_topics,
    **notices.live_topics,
    **service_desk.live_topics,
    **reception.live_topics,
}

for room in ROOMS:
    api.add_router("", room.api_router)
api.add_router("", live_router(TOPICS))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api.urls),
    # Not a path converter: an address may hold a line's end.
    re_path(r"^[\s\S]*$", no_such_address, name="no_such_address"),
]
