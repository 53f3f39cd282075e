"""The addresses of the figures: for staff below ``/staff/``, and their part of the API."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.quality.api import router as api_router
from nuanlin.domains.quality.staff import pages

staff_urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", pages.figures, name="figures"),
    path("figures/report.xlsx", pages.figures_excel, name="figures_excel"),
    path("figures/report.pdf", pages.figures_pdf, name="figures_pdf"),
    path("figures/<slug:key>/", pages.behind, name="behind"),
]

__all__ = ["api_router", "staff_urlpatterns"]
