"""What belongs to this portal itself; the pages of each domain are included in portals/urls.py."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
