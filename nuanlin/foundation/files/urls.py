from django.urls import path

from nuanlin.foundation.files import pages

app_name = "files"
urlpatterns = [
    path("", pages.upload, name="upload"),
    path("<uuid:file_id>/thumbnail/", pages.draft_thumbnail, name="draft_thumbnail"),
]
