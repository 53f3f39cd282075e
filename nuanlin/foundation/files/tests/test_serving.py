import pytest
from django.test import Client, RequestFactory

from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files import actions, keeping, serving
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.files.tests.samples import MP4, PDF, picture, sent


def ask(file, *, thumbnail=False, **headers):
    request = RequestFactory().get("/", headers=headers)
    return serving.answer(file, thumbnail=thumbnail, request=request)


def body(answer):
    return answer.getvalue()


def upload(client, data, name="发票.jpg"):
    return actions.store_upload(sent(data, name), by=client.actor)


def test_a_picture_is_shown_in_the_page_and_nothing_in_it_can_act(anna, storage):
    answer = ask(upload(anna, picture()))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"].startswith("private")
    assert "Cookie" in answer["Vary"]
    assert body(answer).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(("data", "kind"), [(PDF, "application/pdf"), (MP4, "video/mp4")])
def test_everything_else_is_offered_for_saving(anna, storage, data, kind):
    answer = ask(upload(anna, data))
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%8F%91")
    assert answer["Content-Length"] == str(len(data))
    assert body(answer) == data


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=0-999999999", slice(0, None)),
        ("bytes=-999999999", slice(0, None)),
    ],
)
def test_a_video_is_answered_in_the_part_asked_for(anna, storage, asked, part):
    answer = ask(upload(anna, MP4), Range=asked)
    assert answer.status_code == 206
    first = range(len(MP4))[part][0]
    last = range(len(MP4))[part][-1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(MP4)}"
    assert body(answer) == MP4[part]
    assert answer["Content-Length"] == str(len(MP4[part]))


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=9999999-99999999", "bytes=-0"])
def test_a_part_that_is_not_there_can_not_be_had(anna, folder, asked):
    answer = ask(upload(anna, MP4), Range=asked)
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(MP4)}"


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=x-y"])
def test_an_odd_range_is_answered_with_the_whole(anna, folder, asked):
    answer = ask(upload(anna, MP4), Range=asked)
    assert (answer.status_code, body(answer)) == (200, MP4)


def test_a_range_of_another_version_is_answered_with_the_whole(anna, folder):
    file = upload(anna, MP4)
    assert ask(file, Range="bytes=0-1", **{"If-Range": '"another"'}).status_code == 200
    etag = ask(file)["ETag"]
    assert ask(file, Range="bytes=0-1", **{"If-Range": etag}).status_code == 206


def test_what_the_browser_has_is_not_sent_again(anna, folder):
    file = upload(anna, picture())
    for thumbnail in (False, True):
        first = ask(file, thumbnail=thumbnail)
        again = ask(file, thumbnail=thumbnail, **{"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content
        assert again["Cache-Control"].startswith("private")
    assert ask(file)["ETag"] != ask(file, thumbnail=True)["ETag"]


def test_bytes_that_are_gone_are_missing(anna, storage):
    file = upload(anna, picture())
    keeping.remove(file.path, file.thumbnail_path)
    for thumbnail in (False, True):
        with pytest.raises(Missing):
            ask(file, thumbnail=thumbnail)
    with pytest.raises(Missing):
        ask(upload(anna, PDF), thumbnail=True)


def test_the_thumbnail_of_a_draft_is_its_uploaders_alone(anna, ben, storage):
    file = upload(anna, picture())
    url = f"/files/{file.pk}/thumbnail/"
    answer = anna.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get(url).status_code == 302
    with pytest.raises(Missing):
        _draft(ben, file)
    StoredFile.objects.update(attached=True)
    with pytest.raises(Missing):
        _draft(anna, file)


def _draft(client, file):
    from nuanlin.foundation.files import queries

    return queries.draft(file.pk, by=client.actor)


def test_a_form_shown_again_keeps_its_own_drafts(anna, ben, folder):
    from nuanlin.foundation.files.queries import drafts

    mine, other = upload(anna, picture(), "a.jpg"), upload(ben, PDF)
    shown = drafts([str(other.pk), "no id", str(mine.pk), str(mine.pk)], by=anna.actor)
    assert [(file["id"], file["name"]) for file in shown] == [(str(mine.pk), "a.jpg")]
