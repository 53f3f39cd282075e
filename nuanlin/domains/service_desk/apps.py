from django.apps import AppConfig


class ServiceDeskConfig(AppConfig):
    name = "nuanlin.domains.service_desk"
