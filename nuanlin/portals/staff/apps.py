from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "nuanlin.portals.staff"
