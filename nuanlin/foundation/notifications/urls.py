from django.urls import path

from nuanlin.foundation.notifications import pages

app_name = "notifications"
urlpatterns = [
    path("", pages.message_list, name="list"),
    path("bell/", pages.bell, name="bell"),
    path("read/", pages.read_all, name="read_all"),
    path("<int:notification_id>/open/", pages.open_message, name="open"),
]
