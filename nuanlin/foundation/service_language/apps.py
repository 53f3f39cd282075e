from django.apps import AppConfig


class ServiceLanguageConfig(AppConfig):
    name = "nuanlin.foundation.service_language"
