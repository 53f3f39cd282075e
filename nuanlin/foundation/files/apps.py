from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "nuanlin.foundation.files"
