"""What belongs to this portal itself; the pages of each domain are included in portals/urls.py."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.service_desk import urls as service_desk

app_name = "resident"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", service_desk.my_home_page, name="home"),
]
