"""Every domain's part of the API, in one schema."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.service_desk.urls import api_router as service_desk
from nuanlin.portals.api.assembly import api

api.add_router("", service_desk)

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
