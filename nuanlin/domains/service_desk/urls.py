"""The addresses of the service desk: for residents at ``/``, for staff below ``/staff/``."""

from django.urls import URLPattern, URLResolver

resident_urlpatterns: list[URLPattern | URLResolver] = []

staff_urlpatterns: list[URLPattern | URLResolver] = []
