"""Workbooks written in the background: whose they are, what is in them, and that there is one."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from nuanlin.domains.people.models import Post, Reveal
from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.actions import ComplaintWords
from nuanlin.domains.service_desk.models import About, Export
from nuanlin.domains.service_desk.queries import exports
from nuanlin.foundation.files import keeping
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.notifications.models import Notification

ASK = "/staff/cases/exports/"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def work():
    """Write what waits in the background, once each."""
    for job in ProcrastinateJob.objects.filter(task_name="service_desk.write_export"):
        jobs.write_export.func(**job.args)


def rows(answer):
    """Return the workbook's rows below the headings."""
    assert answer.status_code == 200, answer.status_code
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in list(sheet.iter_rows())[1:]]


def stored():
    """Return the names of all bytes that are kept."""
    folder = keeping.folder_of(Export.objects.latest("pk").asked_at)
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_a_large_view_is_written_in_the_background_and_fetched_when_it_is_ready(
    desk, stage, monkeypatch
):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    stage.reported("灯不亮")
    complaint = stage.complained("=HYPERLINK(1)")
    page = desk.get("/staff/cases/export/").content.decode()
    assert ASK in page and "cases.xlsx" not in page
    assert desk.get("/staff/cases/export/cases.xlsx").status_code == 409
    for _again in range(2):
        asked = desk.post(f"{ASK}?kind=complaint", {"request_key": "k"})
    export = Export.objects.get()
    assert asked["Location"] == f"{ASK}{export.pk}/"
    page = desk.get(asked["Location"]).content.decode()
    assert f"export:{export.pk}" in page and "cases.xlsx" not in page
    assert desk.get(f"{ASK}{export.pk}/cases.xlsx").status_code == 404
    work()
    page = desk.get(asked["Location"]).content.decode()
    assert f"{ASK}{export.pk}/cases.xlsx" in page
    answer = desk.get(f"{ASK}{export.pk}/cases.xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    [row] = rows(answer)
    assert row[0] == complaint.number and row[7] == "=HYPERLINK(1)"
    assert "****" in str(row) and not Reveal.objects.exists()
    message = Notification.objects.get(url=asked["Location"])
    assert message.account_id == export.account_id


def test_it_belongs_to_whoever_asked_while_they_oversee_the_cases(cast, desk, stage, call):
    stage.reported()
    assert cast.client("li").post(ASK).status_code == 403
    assert cast.client("zhou").post(ASK).status_code in {403, 404}
    assert not Export.objects.exists()
    desk.post(ASK)
    work()
    export = Export.objects.get()
    page, file = f"{ASK}{export.pk}/", f"{ASK}{export.pk}/cases.xlsx"
    assert call("chen").get("live-token", topics=export.topic).status_code == 200
    for other in ("gu", "ma", "lin"):
        client = cast.client(other)
        assert client.get(page).status_code == 404 and client.get(file).status_code == 404
        assert call(other).get("live-token", topics=export.topic).status_code == 404
        assert call(other).get(f"exports/{export.pk}").status_code == 404
        assert call(other).get(f"exports/{export.pk}/cases.xlsx").status_code == 404
    assert len(rows(desk.get(file))) == 1
    Post.objects.filter(staff=cast.staff["chen"]).update(
        ends_on=export.asked_at.date() - timedelta(days=2)
    )
    assert cast.client("chen").get(file).status_code in {403, 404}


def test_killed_while_it_wrote_and_run_again_it_makes_one_file(cast, desk, stage, monkeypatch):
    stage.reported()
    desk.post(ASK)
    export = Export.objects.get()

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("nuanlin.domains.service_desk.actions.exports._finish", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    export.refresh_from_db()
    assert export.state == "writing" and not stored()
    assert not Notification.objects.filter(account_id=export.account_id, url__contains="exports")
    for _again in range(3):
        work()
    assert StoredFile.objects.count() == len(stored()) == 1
    assert Notification.objects.filter(url=f"{ASK}{export.pk}/").count() == 1
    assert len(rows(desk.get(f"{ASK}{export.pk}/cases.xlsx"))) == 1


def test_what_is_about_the_asker_is_not_in_it(cast, stage, call):
    stage.reported()
    words = ComplaintWords(
        "前台回话很冲", about=About.PERSON, against="前台的小林", home_id=cast.home.pk
    )
    actions.submit_complaint(words, by=cast.actor("zhou"))
    for name, number in (("lin", 1), ("gu", 2)):
        asked = call(name).post(f"communities/{cast.community.pk}/exports?view=all")
        assert asked.status_code == 202, asked.content
        work()
        found = call(name).get(f"exports/{asked.json()['id']}").json()
        assert (found["state"], found["rows_total"]) == ("ready", number)
        assert len(rows(call(name).get(f"exports/{found['id']}/cases.xlsx"))) == number


def test_whoever_lost_the_post_meanwhile_gets_nothing(cast, desk, stage):
    stage.reported()
    desk.post(ASK)
    export = Export.objects.get()
    Post.objects.filter(staff=cast.staff["chen"]).delete()
    work()
    export.refresh_from_db()
    assert export.state == "failed" and not StoredFile.objects.exists()


def test_after_a_week_it_is_gone_and_what_never_came_is_given_up(
    desk, stage, django_capture_on_commit_callbacks
):
    stage.reported()
    desk.post(ASK)
    work()
    desk.post(ASK)
    ready, waiting = Export.objects.order_by("pk")
    jobs.forget_exports.func(0)
    assert len(rows(desk.get(f"{ASK}{ready.pk}/cases.xlsx"))) == 1
    Export.objects.filter(pk=ready.pk).update(asked_at=ready.asked_at - timedelta(days=8))
    Export.objects.filter(pk=waiting.pk).update(asked_at=ready.asked_at - timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget_exports.func(0)
    assert not StoredFile.objects.exists() and not stored()
    assert desk.get(f"{ASK}{ready.pk}/cases.xlsx").status_code == 404
    assert "不再保留" in desk.get(f"{ASK}{ready.pk}/").content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "failed"
