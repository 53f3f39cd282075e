"""The addresses of places, for staff."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.estate import staff
from nuanlin.domains.estate.api import router as api_router
from nuanlin.domains.estate.hearing import TOPICS as live_topics

resident_urlpatterns: list[URLPattern | URLResolver] = []

staff_urlpatterns: list[URLPattern | URLResolver] = [
    path("communities/", staff.communities, name="communities"),
    path("communities/new", staff.add_community, name="add_community"),
    path("communities/<int:community_id>/", staff.community, name="community"),
    path("communities/<int:community_id>/edit", staff.edit_community, name="edit_community"),
    path("communities/<int:community_id>/buildings/new", staff.add_building, name="add_building"),
    path("communities/<int:community_id>/spaces/", staff.spaces, name="spaces"),
    path("communities/<int:community_id>/spaces/new", staff.add_space, name="add_space"),
    path("communities/<int:community_id>/areas/new", staff.add_area, name="add_area"),
    path("buildings/<int:building_id>/", staff.building, name="building"),
    path("buildings/<int:building_id>/edit", staff.edit_building, name="edit_building"),
    path("buildings/<int:building_id>/homes/new", staff.add_home, name="add_home"),
    path("buildings/<int:building_id>/homes/add", staff.add_homes, name="add_homes"),
    path("homes/<int:home_id>/edit", staff.edit_home, name="edit_home"),
    path("spaces/<int:space_id>/edit", staff.edit_space, name="edit_space"),
    path("areas/<int:area_id>/retire", staff.retire_area, name="retire_area"),
]

__all__ = ["api_router", "live_topics", "resident_urlpatterns", "staff_urlpatterns"]
