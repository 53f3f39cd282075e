from django.urls import path

from nuanlin.foundation.files import pages
from nuanlin.foundation.files.api import router as api_router

app_name = "files"
urlpatterns = [
    path("", pages.upload, name="upload"),
    path("<uuid:file_id>/thumbnail/", pages.draft_thumbnail, name="draft_thumbnail"),
]

__all__ = ["api_router", "urlpatterns"]
