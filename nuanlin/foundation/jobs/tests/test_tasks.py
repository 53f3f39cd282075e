"""Queueing, repeating and scheduling, with real workers on the test's database."""

import asyncio
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.jobs import actions
from nuanlin.foundation.jobs.models import JobFailure
from nuanlin.foundation.jobs.tasks import defer, task
from nuanlin.foundation.jobs.tests.slow_worker import take_long
from tests.site import _test_database

DONE: list[str] = []


@task("tests.note", queue="tests")
def note(word):
    DONE.append(word)


@task("tests.break", queue="tests")
def break_down(word):
    User.objects.create(username=word)
    raise ValueError(f"{word} is broken\nand more")


@task("tests.hand_on", queue="tests")
def hand_on(word, give_up):
    with transaction.atomic():
        defer(note, word=word)
        if give_up:
            raise ValueError


@pytest.fixture(autouse=True)
def own_tasks():
    """Declare the tasks of this file to the running app, and to nobody afterwards."""
    names = {task.name: task for task in (note, break_down, hand_on)}
    app.tasks.update(names)
    DONE.clear()
    yield
    for name in names:
        app.tasks.pop(name, None)


def run_alone(begin):
    """Run a coroutine of the app in a thread: a browser test leaves its loop in the main one."""
    with (
        app.replace_connector(DjangoConnector().get_worker_connector()),
        ThreadPoolExecutor() as own,
    ):
        own.submit(lambda: asyncio.run(begin())).result()


def work(**options):
    """Run a worker until the queue is empty."""

    async def run():
        options.setdefault("queues", ["tests"])
        await app.run_worker_async(
            wait=False, install_signal_handlers=False, listen_notify=False, **options
        )

    async def connected():
        async with app.open_async():
            await run()

    run_alone(connected)


def ours():
    """The jobs of this file; a running worker queues the real upkeep beside them."""
    return ProcrastinateJob.objects.filter(task_name__startswith="tests.")


def states():
    return dict(ours().values_list("task_name", "status"))


@pytest.mark.django_db
def test_queueing_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        defer(note, word="a")
    with django_assert_num_queries(3):
        defer(note, key="tests.note", word="a")


@pytest.mark.django_db
def test_the_same_key_waits_once_and_the_transaction_goes_on():
    defer(note, key="tests.note", word="a")
    defer(note, key="tests.note", word="b")
    defer(note, word="c")
    waiting = ours().order_by("pk").values_list("args", flat=True)
    assert list(waiting) == [{"word": "a"}, {"word": "c"}]


@pytest.mark.django_db(transaction=True)
def test_work_queued_in_a_transaction_that_rolls_back_is_never_done():
    with pytest.raises(RuntimeError), transaction.atomic():
        defer(note, word="lost")
        raise RuntimeError
    with transaction.atomic():
        defer(note, word="kept")
    work()
    assert DONE == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_work_queued_by_a_job_belongs_to_the_jobs_transaction():
    defer(hand_on, word="lost", give_up=True)
    defer(hand_on, word="kept", give_up=False)
    work()
    assert DONE == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_work_that_breaks_is_tried_again_later_and_its_error_remembered():
    defer(break_down, word="boiler")
    work()
    job = ours().get()
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert JobFailure.objects.get().error == "ValueError: boiler is broken"
    assert JobFailure.objects.get().job_id == job.pk


@pytest.mark.django_db(transaction=True)
def test_work_is_given_up_after_its_last_attempt():
    defer(break_down, word="boiler")
    sql("UPDATE procrastinate_jobs SET attempts = 8")
    work()
    assert ours().get().status == "failed"


@pytest.mark.django_db(transaction=True)
def test_a_tick_is_queued_once_however_many_workers_see_it_and_however_late():
    tick = 1_800_000_000

    async def defer_tick():
        async with app.open_async():
            for _worker in range(2):
                await PeriodicDeferrer(app.periodic_registry).defer_jobs(
                    [
                        (periodic, tick)
                        for periodic in app.periodic_registry.periodic_tasks.values()
                        if periodic.task.name in NIGHTLY_WORK
                    ]
                )

    run_alone(defer_tick)
    nightly = ProcrastinateJob.objects.filter(task_name__in=NIGHTLY_WORK)
    assert sorted(nightly.values_list("task_name", flat=True)) == NIGHTLY_WORK
    work(queues=["upkeep"])
    assert set(nightly.values_list("status", flat=True)) == {"succeeded"}


NIGHTLY_WORK = ["files.sweep", "jobs.forget", "notifications.sweep"]


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_left_is_done_by_another():
    defer(note, word="a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
    assert states() == {"tests.note": "doing"}
    assert actions.recover_stuck_jobs() == 0, "it gave a sign of life just now"
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    assert actions.recover_stuck_jobs() == 1
    assert actions.recover_stuck_jobs() == 0
    work()
    assert DONE == ["a"]
    assert states() == {"tests.note": "succeeded"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_job_leaves_it_to_the_next():
    app.tasks[take_long.name] = take_long
    defer(take_long)
    command = [sys.executable, "-m", "nuanlin.foundation.jobs.tests.slow_worker"]
    environment = {
        **os.environ,
        "DATABASE_URL": _test_database(),
        "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
    }
    with subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR) as worker:
        deadline = time.monotonic() + 60
        while not User.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        worker.kill()
    assert states() == {"tests.take_long": "doing"}
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    assert actions.recover_stuck_jobs() == 1
    work()
    assert states() == {"tests.take_long": "succeeded"}
    assert User.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_work_that_kills_its_worker_each_time_is_given_up():
    defer(note, word="a")
    sql("UPDATE procrastinate_jobs SET status = 'doing', attempts = 8")
    assert actions.recover_stuck_jobs() == 1
    assert states() == {"tests.note": "failed"}
    assert JobFailure.objects.get().error == actions.WORKER_DIED


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_gives_way_to_the_same_work_that_waits():
    defer(note, key="once", word="a")
    sql("UPDATE procrastinate_jobs SET status = 'doing'")
    defer(note, key="once", word="b")
    actions.recover_stuck_jobs()
    work()
    assert DONE == ["b"]
    assert set(ours().values_list("status", flat=True)) == {
        "aborted",
        "succeeded",
    }


@pytest.mark.django_db(transaction=True)
def test_old_jobs_are_forgotten_failed_ones_later():
    for word, state, days in (
        ("old", "succeeded", 4),
        ("young", "succeeded", 2),
        ("failed", "failed", 4),
        ("long failed", "failed", 31),
        ("waiting", "todo", 90),
    ):
        defer(note, word=word)
        job = ours().latest("pk")
        sql(f"UPDATE procrastinate_jobs SET status = '{state}' WHERE id = {job.pk}")
        sql(
            f"UPDATE procrastinate_events SET at = at - interval '{days} days' "
            f"WHERE job_id = {job.pk}"
        )
        JobFailure.objects.create(job_id=job.pk, error="x")
    actions.forget_old_jobs()
    left = {job.args["word"] for job in ours().all()}
    assert left == {"young", "failed", "waiting"}
    assert JobFailure.objects.count() == 3


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
