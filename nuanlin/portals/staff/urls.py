"""What belongs to this portal itself; the pages of each domain are included in portals/urls.py."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.service_desk.urls import staff_start
from nuanlin.portals.staff.gallery import gallery
from nuanlin.portals.staff.views import set_community

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", staff_start, name="start"),
    path("community/", set_community, name="set_community"),
    path("gallery/", gallery, name="gallery"),
]
