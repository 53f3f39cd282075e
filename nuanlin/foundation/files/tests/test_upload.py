import json
import tempfile
import zlib

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.foundation.files import actions, recognition
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.files.tests.samples import (
    MOV,
    MP4,
    PDF,
    WEBM,
    located_exif,
    opened,
    picture,
    sent,
)


def post(client, data, name="photo.jpg", **headers):
    return client.post("/files/", {"file": sent(data, name)}, headers=headers)


def stored(answer):
    assert answer.status_code == 201, answer.content
    return StoredFile.objects.get(pk=answer.json()["id"])


def read(storage, path):
    with storage.open(path) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_of_every_kind_is_kept_small_with_a_thumbnail(anna, storage, kind):
    answer = post(anna, picture(kind, (3000, 1500)), "客厅漏水.heic")
    file = stored(answer)
    kept = opened(read(storage, file.path))
    thumbnail = opened(read(storage, file.thumbnail_path))
    assert kept.size == (2560, 1280) == (file.width, file.height)
    assert kept.format == ("WEBP" if kind == "PNG" else "JPEG")
    assert thumbnail.size == (480, 240)
    assert thumbnail.format == "WEBP"
    assert file.size == len(read(storage, file.path))
    assert answer.json() == {
        "id": str(file.pk),
        "kind": "image",
        "name": "客厅漏水.webp" if kind == "PNG" else "客厅漏水.jpg",
        "thumbnail_url": f"/files/{file.pk}/thumbnail/",
        "duration": None,
    }
    assert file.path[:7].replace("/", "").isdigit()
    assert (file.account_id, file.attached) == (anna.account.pk, False)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_tells_where_or_with_what_a_photo_was_taken(anna, storage, kind):
    data = picture(kind, exif=located_exif())
    assert b"Telltale" in data
    file = stored(post(anna, data))
    for path in (file.path, file.thumbnail_path):
        kept = read(storage, path)
        assert b"Telltale" not in kept
        assert not opened(kept).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened(kept).info)


def test_a_photo_taken_sideways_stands_upright(anna, folder):
    file = stored(post(anna, picture("JPEG", (400, 200), exif=located_exif(orientation=6))))
    kept = opened(read(folder, file.path))
    assert kept.size == (200, 400)
    assert sum(kept.getpixel((100, 50))) < 60 < sum(kept.getpixel((100, 350)))


def test_comments_inside_a_jpeg_are_removed(anna, folder):
    file = stored(post(anna, picture("JPEG", comment=b"from the Zhou family, 3-2-501")))
    assert b"Zhou" not in read(folder, file.path)


def test_a_signature_keeps_its_transparent_ground(anna, folder):
    data = picture("PNG", (720, 280), mode="RGBA", color=(0, 0, 0, 0))
    kept = opened(read(folder, stored(post(anna, data, "signature.png")).path))
    assert kept.mode == "RGBA"
    assert kept.getpixel((700, 100))[3] == 0


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "CMYK"])
def test_pictures_in_unusual_colour_spaces_are_kept(anna, folder, mode):
    from PIL import Image

    kind = "JPEG" if mode == "CMYK" else "PNG"
    with tempfile.SpooledTemporaryFile() as stream:
        Image.new(mode, (40, 30)).save(stream, kind)
        stream.seek(0)
        data = stream.read()
    assert stored(post(anna, data)).width == 40


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (MP4, "video", "evidence.mp4"),
        (MOV, "video", "evidence.mov"),
        (WEBM, "video", "evidence.webm"),
        (PDF, "document", "evidence.pdf"),
    ],
)
def test_videos_and_pdf_are_known_by_content_not_by_name(anna, storage, data, kind, name):
    answer = post(anna, data, "evidence.jpg")
    file = stored(answer)
    shown = {"kind": kind, "name": name, "thumbnail_url": "", "duration": None}
    assert answer.json() | {"id": ""} == {"id": "", **shown}
    assert read(storage, file.path) == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\0 a program", "file_kind_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind_unknown"),
        (b"<html><script>alert(1)</script></html>", "file_kind_unknown"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "file_kind_unknown"),
        (b"\x1a\x45\xdf\xa3" + b"matroska" * 20, "file_kind_unknown"),
        (b"GIF89a" + b"\0" * 40, "file_kind_unknown"),
        (picture("JPEG")[:400], "picture_broken"),
        (picture("PNG")[:200], "picture_broken"),
        (picture("HEIF")[:300], "picture_broken"),
        (b"\xff\xd8\xff\xe0 not a picture", "picture_broken"),
    ],
)
def test_what_can_not_be_kept_is_refused_with_a_sentence(anna, folder, data, code):
    answer = post(anna, data, "photo.jpg")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["detail"]
    assert not StoredFile.objects.exists()
    assert folder.listdir("")[0] == []


def test_a_picture_that_would_fill_the_memory_is_refused_unopened(anna, folder):
    bomb = picture("PNG", (9000, 9000), color=(0, 0, 0))
    assert len(bomb) < 400_000
    answer = post(anna, bomb, "small.png")
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_too_large")
    header = bytearray(picture("PNG", (10, 10)))
    header[16:24] = (200_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    assert post(anna, bytes(header)).json()["code"] == "picture_too_large"


def test_a_jpeg_of_a_very_large_phone_camera_is_kept(anna, folder):
    file = stored(post(anna, picture("JPEG", (12_000, 9_000), quality=30)))
    assert (file.width, file.height) == (2560, 1920)


def test_a_picture_over_twenty_megabytes_is_refused(anna, folder):
    data = picture("JPEG") + b"\0" * 20 * recognition.MEGABYTE
    answer = post(anna, data)
    assert answer.json()["code"] == "file_too_large"
    assert "20 MB" in answer.json()["detail"]


def test_a_file_over_a_hundred_megabytes_never_lands_on_the_disk(anna, folder, monkeypatch):
    monkeypatch.setattr(recognition.Content, "limit", property(lambda self: 3_000_000))
    answer = post(anna, MP4 + b"\0" * 4_000_000, "long.mp4")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_too_large")
    assert not StoredFile.objects.exists()


def test_a_retried_upload_is_kept_once(anna, ben, folder):
    first = post(anna, picture(), **{"Idempotency-Key": "one"})
    again = post(anna, picture(), **{"Idempotency-Key": "one"})
    assert again.json() == first.json()
    assert post(anna, picture(), **{"Idempotency-Key": "two"}).json()["id"] != first.json()["id"]
    assert post(ben, picture(), **{"Idempotency-Key": "one"}).json()["id"] != first.json()["id"]
    assert StoredFile.objects.count() == 3


def test_files_of_a_form_without_scripts_are_kept_once_each(anna, folder):
    actor = anna.actor.asking("form-key")
    uploads = [sent(picture(), "a.jpg"), sent(PDF, "b.pdf")]
    first = actions.store_uploads(uploads, by=actor)
    assert [file.name for file in first] == ["a.jpg", "b.pdf"]
    assert actions.store_uploads(uploads, by=actor) == first
    assert StoredFile.objects.count() == 2


def test_nobody_uploads_without_signing_in(db, folder):
    answer = post(Client(), picture())
    assert answer.status_code == 401
    assert answer.json()["detail"]
    assert not StoredFile.objects.exists()


def test_an_upload_needs_exactly_one_file(anna, folder):
    assert anna.post("/files/").json()["code"] == "file_missing"
    two = anna.post("/files/", {"file": [sent(PDF), sent(PDF)]})
    assert two.json()["code"] == "file_missing"
    assert anna.get("/files/").status_code == 405


def test_uploading_without_ever_sending_comes_to_an_end(anna, ben, folder, monkeypatch):
    monkeypatch.setattr(actions, "DRAFTS_AN_HOUR", 2)
    post(anna, PDF)
    post(anna, PDF)
    answer = post(anna, PDF)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")
    assert post(ben, PDF).status_code == 201
    StoredFile.objects.filter(account_id=anna.account.pk).update(attached=True)
    assert post(anna, PDF).status_code == 201


def test_names_are_shown_without_paths_or_control_signs(anna, folder):
    for name in ["C:\\Users\\zhou\\a\u202eb\x07.exe", "../../etc/passwd.jpg", ".", "漏水" * 200]:
        file = actions.store_upload(named(PDF, name), by=anna.actor)
        assert file.name.endswith(".pdf")
        assert len(file.name) <= 200
        assert not set("/\\\x07\u202e") & set(file.name)


def named(data, name):
    upload = sent(data)
    upload._name = name
    return upload


BEGINNINGS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", MP4[:20]]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    beginning=st.one_of(
        st.sampled_from(BEGINNINGS),
        st.tuples(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]), st.integers(0, 700)).map(
            lambda cut: picture(cut[0], (40, 30))[: cut[1]]
        ),
    ),
    tail=st.binary(max_size=300),
)
def test_no_bytes_whatever_break_the_door(anna, folder, beginning, tail):
    answer = post(anna, beginning + tail)
    assert answer.status_code in (201, 422)
    json.loads(answer.content)
    StoredFile.objects.all().delete()
