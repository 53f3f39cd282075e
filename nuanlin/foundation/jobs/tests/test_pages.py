"""The administrators' page: what needs a look, and what can be done about it."""

import pytest
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.jobs.models import JobFailure
from nuanlin.foundation.jobs.tasks import defer, task

LIST = reverse("jobs:list")


@task("tests.look", queue="tests")
def look(case):
    """Work that no worker ever does here."""


def job(status="todo", *, key=None, minutes=0, attempts=0, error=""):
    """Queue a job and put it in the state that a test needs."""
    defer(look, key=key, case=7)
    made = ProcrastinateJob.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, attempts = %s WHERE id = %s",
            [status, attempts, made.pk],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - %s * interval '1 minute' WHERE job_id = %s",
            [minutes, made.pk],
        )
    if error:
        JobFailure.objects.create(job_id=made.pk, error=error)
    made.refresh_from_db()
    return made


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")


@pytest.fixture
def admin(cast):
    client = cast.client("admin")
    client.cookies["nuanlin_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def second_factor_not_asked(settings):
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("name", ["chen", "gu", "he", "zhou", "sun", "ma"])
def test_the_page_is_the_administrators_alone(cast, name):
    failed = job("failed")
    client = cast.client(name)
    for address in (
        reverse("jobs:retry_failed"),
        reverse("jobs:retry", args=[failed.pk]),
        reverse("jobs:cancel", args=[failed.pk]),
    ):
        assert client.post(address).status_code == 403
    assert client.get(LIST).status_code == 403
    failed.refresh_from_db()
    assert failed.status == "failed"
    assert not Event.objects.exists()


def test_nobody_is_shown_to_the_door(cast):
    assert cast.client("nobody").get(LIST).status_code == 302


def test_a_quiet_queue_says_so(admin, worker):
    page = admin.get(LIST).content.decode()
    assert "All background work is going well" in page
    assert "Nothing needs a look" in page


def test_without_a_worker_the_page_says_what_to_do(admin):
    assert "No worker is running" in admin.get(LIST).content.decode()


def test_what_failed_hangs_or_waits_is_listed_with_its_reason(admin, worker):
    failed = job("failed", attempts=8, error="ValueError: the boiler is broken")
    stuck = job("doing")
    again = job("todo", attempts=2, error="OSError: no route")
    late = job("todo", minutes=11)
    young = job("todo")
    page = admin.get(LIST).content.decode()
    assert "1 job in the background was given up" in page
    assert "ValueError: the boiler is broken" in page
    assert "OSError: no route" in page
    for shown in (failed, stuck, again, late):
        assert f'id="job-{shown.pk}"' in page
    assert f'id="job-{young.pk}"' not in page
    order = [page.index(f'id="job-{shown.pk}"') for shown in (failed, stuck, again, late)]
    assert order == sorted(order)


def test_an_open_page_asks_for_its_part_alone(admin, worker):
    part = admin.get(LIST, headers={"X-Live-Refresh": "1"}).content.decode()
    assert 'id="standing"' in part
    assert "<html" not in part


def test_the_page_takes_few_statements(admin, worker, django_assert_max_num_queries):
    for _ in range(20):
        job("failed", error="x")
    with django_assert_max_num_queries(12):
        admin.get(LIST)


def test_a_failed_job_is_tried_again_once_and_that_is_recorded(admin, cast, worker):
    failed = job("failed", attempts=8)
    address = reverse("jobs:retry", args=[failed.pk])
    for _tap in range(2):
        answer = admin.post(address, {"request_key": "one tap"})
        assert answer["Location"] == LIST
    failed.refresh_from_db()
    assert failed.status == "todo"
    event = Event.objects.get()
    assert (event.verb, event.subject_id) == ("job.retried", failed.pk)
    assert event.account_id == cast.accounts["admin"].pk
    assert event.data == {"task": "tests.look"}


def test_a_stuck_job_can_be_tried_again_but_not_one_that_is_being_done(admin, worker):
    stuck, busy = job("doing"), job("doing")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET worker_id = (SELECT max(id) FROM procrastinate_workers)"
            " WHERE id = %s",
            [busy.pk],
        )
    for one in (stuck, busy):
        admin.post(reverse("jobs:retry", args=[one.pk]))
        one.refresh_from_db()
    assert (stuck.status, busy.status) == ("todo", "doing")
    assert [event.subject_id for event in Event.objects.all()] == [stuck.pk]


def test_a_job_whose_work_waits_already_is_not_queued_twice(admin, worker):
    failed = job("failed", key="sweep")
    waiting = job("todo", key="sweep")
    answer = admin.post(reverse("jobs:retry", args=[failed.pk]), follow=True)
    assert "The same work is waiting already" in answer.content.decode()
    failed.refresh_from_db()
    waiting.refresh_from_db()
    assert (failed.status, waiting.status) == ("failed", "todo")
    assert not Event.objects.exists()


def test_all_failed_jobs_are_tried_again_at_once(admin, worker):
    first, second, twin = job("failed"), job("failed", key="sweep"), None
    twin = job("failed", key="sweep")
    running = job("doing")
    admin.post(reverse("jobs:retry_failed"), {"request_key": "one tap"})
    states = {one.pk: one.status for one in ProcrastinateJob.objects.all()}
    assert states == {
        first.pk: "todo",
        second.pk: "todo",
        twin.pk: "failed",
        running.pk: "doing",
    }
    assert Event.objects.get().data == {"jobs": [first.pk, second.pk]}


def test_nothing_failed_is_nothing_to_try_again(admin, worker):
    answer = admin.post(reverse("jobs:retry_failed"), follow=True)
    assert "There is no failed job" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_waiting_job_can_be_cancelled_and_one_that_began_can_not(admin, worker):
    waiting, begun = job("todo"), job("doing")
    for one in (waiting, begun):
        admin.post(reverse("jobs:cancel", args=[one.pk]))
        one.refresh_from_db()
    assert (waiting.status, begun.status) == ("cancelled", "doing")
    assert [(event.verb, event.subject_id) for event in Event.objects.all()] == [
        ("job.cancelled", waiting.pk)
    ]


def test_an_unknown_job_is_missing(admin):
    assert admin.post(reverse("jobs:retry", args=[2**40])).status_code == 404
    assert admin.post(reverse("jobs:cancel", args=[2**40])).status_code == 404
