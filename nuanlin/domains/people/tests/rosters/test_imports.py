"""The office uploads a roster, looks it over, loads it, and corrects the rest: by its pages."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from nuanlin.domains.estate.models import Home
from nuanlin.domains.people import jobs
from nuanlin.domains.people.models import Occupancy, RosterImport
from nuanlin.domains.people.tests.rosters.books import ONESHEET, book
from nuanlin.foundation.audit.models import Event

JOBS = {"people.read_roster": jobs.read_roster, "people.load_roster": jobs.load_roster}


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Uploads lie in a folder of the test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }


def upload(cast, name="gu", content=None, filename="名册.xlsx", community=None, **typed):
    content = ONESHEET.read_bytes() if content is None else content
    form = {
        "community": (community or cast.community).pk,
        "file": SimpleUploadedFile(filename, content),
        **typed,
    }
    return cast.client(name).post(reverse("people:imports"), form)


def work():
    """Do what waits in the background, once each."""
    for job in ProcrastinateJob.objects.filter(task_name__in=JOBS).order_by("id"):
        JOBS[job.task_name].func(**job.args)


def page(cast, roster, name="gu"):
    return cast.client(name).get(reverse("people:roster", args=[roster.pk]))


def test_a_roster_goes_from_upload_to_loaded(cast):
    before = Home.objects.count()
    response = upload(cast)
    roster = RosterImport.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("people:roster", args=[roster.pk])
    assert "正在读取名册" in page(cast, roster).content.decode()
    work()
    roster.refresh_from_db()
    assert roster.state == "read"
    assert Home.objects.count() == before
    shown = page(cast, roster).content.decode()
    assert "972" in shown and "457" in shown
    assert "其中未售 31" in shown
    assert "有 8 行需要更正" in shown
    assert "手机号 1990012345 是 10 位，应为 11 位。" in shown
    response = cast.client("gu").post(reverse("people:load_roster", args=[roster.pk]))
    assert response.status_code == 302
    work()
    roster.refresh_from_db()
    assert roster.state == "loaded"
    assert Home.objects.filter(community=cast.community).count() == 972 + 24
    assert "已载入" in page(cast, roster).content.decode()
    verbs = list(Event.objects.filter(verb__startswith="roster.").values_list("verb", flat=True))
    assert verbs == ["roster.uploaded", "roster.approved", "roster.loaded"]


def test_loading_twice_does_nothing_twice(cast):
    upload(cast)
    work()
    roster = RosterImport.objects.get()
    for _again in range(2):
        cast.client("gu").post(reverse("people:load_roster", args=[roster.pk]))
    work()
    work()
    assert Event.objects.filter(verb="roster.loaded").count() == 1
    assert Occupancy.objects.filter(role="family", home__community=cast.community).count() == 458


def test_the_same_upload_sent_twice_is_kept_once(cast):
    first = upload(cast, request_key="a" * 32)
    second = upload(cast, request_key="a" * 32)
    assert first["Location"] == second["Location"]
    assert RosterImport.objects.count() == 1


def test_bad_rows_are_downloaded_to_be_corrected(cast):
    upload(cast)
    work()
    roster = RosterImport.objects.get()
    response = cast.client("gu").get(reverse("people:bad_rows", args=[roster.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["资产信息"]
    assert sheet.max_row == 9
    assert sheet.cell(1, 18).value == "需要更正"


def test_own_headings_are_asked_for(cast, tmp_path):
    rows = (("三", 501, "周小山"), ("三", 502, "吴小海"))
    path = book(tmp_path / "own.xlsx", *rows, headings=("哪一栋", "哪一户", "谁住"))
    upload(cast, content=path.read_bytes())
    work()
    roster = RosterImport.objects.get()
    assert roster.state == "unmapped"
    assert "没有认出表头" in page(cast, roster).content.decode()
    client, address = cast.client("gu"), reverse("people:map_roster", args=[roster.pk])
    assert "哪一户" in client.get(address).content.decode()
    assert client.post(address, {"building": "哪一栋"}).status_code == 422
    twice = {"building": "哪一户", "home": "哪一户"}
    assert client.post(address, twice).status_code == 422
    fields = {"building": "哪一栋", "home": "哪一户", "name": "谁住"}
    assert client.post(address, fields).status_code == 302
    work()
    roster.refresh_from_db()
    assert (roster.state, roster.counts["homes"], roster.counts["owners"]) == ("read", 2, 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\x00", "这不是 Excel 或 CSV 文件"),
        (b"PK\x03\x04 broken", "文件损坏了"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(cast, content, sentence):
    before = Home.objects.count()
    upload(cast, content=content)
    work()
    roster = RosterImport.objects.get()
    assert roster.state == "refused"
    assert sentence in page(cast, roster).content.decode()
    assert (
        cast.client("gu").post(reverse("people:load_roster", args=[roster.pk])).status_code == 409
    )
    assert Home.objects.count() == before


def test_an_empty_file_is_refused_at_once(cast):
    response = upload(cast, content=b"")
    assert response.status_code == 422
    assert "这个文件是空的" in response.content.decode()
    assert not RosterImport.objects.exists()


def test_a_roster_of_another_community_is_refused(cast, tmp_path):
    headings = ("小区", "楼号", "房间", "姓名")
    path = book(tmp_path / "r.xlsx", ("临江苑", 1, 101, "张三"), headings=headings)
    upload(cast, content=path.read_bytes())
    work()
    assert "这份名册是临江苑的" in page(cast, RosterImport.objects.get()).content.decode()


@pytest.mark.parametrize("name", ["chen", "he", "li", "cai", "ma", "zhou", "sun", "nobody"])
def test_only_managers_and_administrators_may_import(cast, name):
    response = upload(cast, name)
    assert response.status_code in (302, 403)
    assert not RosterImport.objects.exists()


def test_managers_may_not_import_elsewhere_nor_see_it(cast):
    assert upload(cast, "gu", community=cast.other).status_code == 422
    upload(cast, "admin", community=cast.other)
    roster = RosterImport.objects.get()
    assert page(cast, roster, "gu").status_code == 404
    assert page(cast, roster, "admin").status_code == 200
    for route in ("load_roster", "map_roster", "bad_rows"):
        address = reverse(f"people:{route}", args=[roster.pk])
        method = "get" if route == "bad_rows" else "post"
        assert getattr(cast.client("gu"), method)(address, {"home": "房间"}).status_code == 404
    roster.refresh_from_db()
    assert roster.state == "uploaded"


def test_rosters_uploaded_before_are_listed(cast):
    upload(cast)
    shown = cast.client("gu").get(reverse("people:imports")).content.decode()
    assert "名册.xlsx" in shown
    assert "等待读取" in shown


def test_old_uploads_are_forgotten(cast):
    from datetime import timedelta

    from django.core.files.storage import default_storage
    from django.utils import timezone

    from nuanlin.domains.people.rosters import importing

    upload(cast)
    work()
    roster = RosterImport.objects.get()
    RosterImport.objects.update(created_at=timezone.now() - timedelta(days=31))
    path = roster.path
    assert default_storage.exists(path)
    assert importing.forget_files() == 1
    roster.refresh_from_db()
    assert roster.path == ""
    response = cast.client("gu").get(reverse("people:bad_rows", args=[roster.pk]))
    assert response.status_code == 409
