from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "nuanlin.domains.estate"
