from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "nuanlin.demonstration"
