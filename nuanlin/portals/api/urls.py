"""Every room's part of the API, in one schema."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.service_desk.urls import api_router as service_desk
from nuanlin.foundation.accounts.urls import api_router as accounts
from nuanlin.portals.api.assembly import api, no_such_address

api.add_router("", accounts)
api.add_router("", service_desk)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api.urls),
    path("<path:rest>", no_such_address, name="no_such_address"),
]
