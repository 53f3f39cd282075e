from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "nuanlin.foundation.accounts"
