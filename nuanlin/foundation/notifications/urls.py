from django.urls import path

from nuanlin.foundation.notifications import pages
from nuanlin.foundation.notifications.api import router as api_router

app_name = "notifications"
urlpatterns = [
    path("", pages.message_list, name="list"),
    path("bell/", pages.bell, name="bell"),
    path("read/", pages.read_all, name="read_all"),
    path("<int:notification_id>/open/", pages.open_message, name="open"),
]

__all__ = ["api_router", "urlpatterns"]
