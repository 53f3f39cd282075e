from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "nuanlin.foundation.audit"
