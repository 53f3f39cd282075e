from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "nuanlin.foundation.webhooks"
