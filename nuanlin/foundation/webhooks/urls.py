from django.urls import path

from nuanlin.foundation.webhooks import pages
from nuanlin.foundation.webhooks.api import router as api_router

app_name = "webhooks"
urlpatterns = [
    path("", pages.endpoint_list, name="list"),
    path("new/", pages.add, name="add"),
    path("<int:endpoint_id>/", pages.endpoint, name="endpoint"),
    path("<int:endpoint_id>/edit/", pages.edit, name="edit"),
    path("<int:endpoint_id>/steps/", pages.step, name="step"),
    path("<int:endpoint_id>/secret/", pages.rotate, name="rotate"),
    path("deliveries/<int:delivery_id>/", pages.redeliver, name="redeliver"),
]

__all__ = ["api_router", "urlpatterns"]
