"""What belongs to this portal itself; the pages of each domain are included in portals/urls.py."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.portals.staff.gallery import gallery

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("gallery/", gallery, name="gallery"),
]
