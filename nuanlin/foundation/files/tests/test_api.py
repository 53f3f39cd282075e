"""Files through the API: sent as drafts, seen by their sender alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.files.tests import samples


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("漏水.jpg", samples.picture(), content_type="image/jpeg")


def test_a_photo_becomes_a_draft_with_a_thumbnail(cast, call, folder):
    zhou = call("zhou")
    made = zhou.upload("files", file=photo())
    assert made.status_code == 201
    draft = made.json()
    assert (draft["kind"], draft["name"], draft["has_thumbnail"]) == ("image", "漏水.jpg", True)
    seen = zhou.get(f"files/{draft['id']}/thumbnail")
    assert seen["Content-Type"] == "image/webp"


@pytest.mark.parametrize(("name", "status"), [("wu", 404), ("chen", 404), ("nobody", 401)])
def test_a_draft_is_its_senders_alone(cast, call, folder, name, status):
    draft = call("zhou").upload("files", file=photo()).json()
    assert call(name).get(f"files/{draft['id']}/thumbnail").status_code == status


def test_a_retried_upload_keeps_the_file_once(cast, call, folder):
    zhou = call("zhou")
    first = zhou.upload("files", key="k1", file=photo()).json()
    second = zhou.upload("files", key="k1", file=photo()).json()
    assert first["id"] == second["id"]
    assert StoredFile.objects.count() == 1


def test_what_cannot_be_kept_is_refused_with_a_sentence(cast, call, folder):
    answer = call("zhou").upload("files", file=SimpleUploadedFile("a.exe", b"MZ" + bytes(64)))
    assert answer.json()["code"] == "file_kind_unknown"
    assert not StoredFile.objects.exists()


def test_nobody_sends_files(cast, call, folder):
    assert call("nobody").upload("files", file=photo()).status_code == 401
    assert not StoredFile.objects.exists()
