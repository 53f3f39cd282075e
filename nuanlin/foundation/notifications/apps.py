from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "nuanlin.foundation.notifications"
