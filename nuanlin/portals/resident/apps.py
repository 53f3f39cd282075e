from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "nuanlin.portals.resident"
