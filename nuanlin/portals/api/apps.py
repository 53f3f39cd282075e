from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "nuanlin.portals.api"
