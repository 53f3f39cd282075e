"""Workers killed, and the database restarted, in the middle of telling thousands of homes."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from nuanlin.config.administration.tools import client
from nuanlin.domains.estate.models import Home
from nuanlin.domains.notices import actions
from nuanlin.domains.notices.models import Notice
from nuanlin.domains.notices.tests.telling_worker import Operator
from nuanlin.domains.notices.tests.test_sending import words
from nuanlin.domains.people.models import Occupancy, Person
from nuanlin.lib.embedded_database import EmbeddedDatabase
from tests.cast import Cast
from tests.site import _test_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
PATIENCE = 60
# The cast's two homes, with three people who have phones.
HOMES_BEFORE, PEOPLE_BEFORE = 2, 3

_LATER = """
UPDATE notifications_delivery SET taken_at = taken_at - interval '4 minutes', due_at = now()
 WHERE state IN ('sending', 'queued')
"""
_LEDGER = """
SELECT (SELECT count(*) FROM notices_reach),
       (SELECT count(*) FROM notices_attempt WHERE way = 'sms'),
       (SELECT count(*) FROM (SELECT FROM notices_attempt
                               GROUP BY reach_id, person_id, way, round HAVING count(*) > 1) twice),
       (SELECT count(*) FROM notices_reach WHERE reached_at IS NOT NULL),
       ARRAY(SELECT DISTINCT standing FROM notices_attempt WHERE way = 'sms'),
       ARRAY(SELECT DISTINCT standing FROM notices_reach ORDER BY 1)
"""


def start(operator: Operator, database: str) -> "subprocess.Popen[str]":
    """Start a worker of its own process."""
    module = "nuanlin.domains.notices.tests.telling_worker"
    return subprocess.Popen(
        [sys.executable, "-m", module, str(operator.file)],
        env={
            **os.environ,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def wait_for(worker: "subprocess.Popen[str]", operator: Operator, homes: int) -> None:
    """Wait until some of those who are left, nobody foresees how many, are written to."""
    done = len(operator.taken())
    goal, deadline = done + random.randint(1, 1 + (homes - done) // 2), time.monotonic() + PATIENCE
    while len(operator.taken()) < goal and worker.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)


def finish(operator: Operator, database: str) -> None:
    """Some minutes later a worker does what is left, and again what is to be tried again."""
    with psycopg.connect(database, autocommit=True) as session:
        session.execute(_LATER)
        assert start(operator, database).wait(PATIENCE) == 0
        while session.execute(_LATER).rowcount:
            assert start(operator, database).wait(PATIENCE) == 0


def notice_due(cast: Cast, homes: int) -> None:
    """Let a notice be due that tells somebody behind each of so many doors by SMS."""
    made = Home.objects.bulk_create(
        Home(
            community=cast.community,
            building=cast.home.building,
            label=f"{number:05}",
            plate=f"7-{number:05}",
        )
        for number in range(homes)
    )
    living = Person.objects.bulk_create(
        Person(name="住户", phone=f"+86137{number:08}") for number in range(homes)
    )
    Occupancy.objects.bulk_create(
        Occupancy(person=person, home=home, role="tenant")
        for person, home in zip(living, made, strict=True)
    )
    by = cast.actor("chen")
    draft = actions.save_draft(cast.community.pk, words=words(), by=by)
    in_a_moment = timezone.now() + timedelta(hours=1)
    actions.schedule_notice(draft.pk, send_at=in_a_moment, by=by)
    Notice.objects.update(send_at=timezone.now())


def assert_true(session: Any, operator: Operator, homes: int) -> None:
    """Everybody was written to once, and the ledger says just that."""
    taken = operator.taken()
    assert len(taken) == len(set(taken)), "somebody was written to twice"
    assert len(taken) == homes + PEOPLE_BEFORE, "somebody is missing"
    session.execute(_LEDGER)
    lines, attempts, doubles, reached, sms, standings = session.fetchone()
    assert lines == homes + HOMES_BEFORE
    assert (attempts, doubles, reached) == (homes + PEOPLE_BEFORE, 0, 0)
    assert sms == ["sent"]
    assert set(standings) == {"delivered", "sent"}  # in the app of the cast, to all others by SMS


def test_workers_are_killed_while_five_thousand_homes_are_told(cast, tmp_path):
    homes, database = 5_000, _test_database()
    notice_due(cast, homes)
    operator = Operator(tmp_path / "taken", remembers=True)
    # One dies while it freezes or queues, two while they send side by side.
    workers = [start(operator, database) for _one in range(3)]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline().strip() == "ready"
        if worker is workers[0]:
            time.sleep(random.uniform(0, 0.6))
        else:
            wait_for(worker, operator, homes)
        worker.kill()
        worker.wait()
    finish(operator, database)
    with connection.cursor() as cursor:
        assert_true(cursor, operator, homes)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[EmbeddedDatabase]:
    """A database server of this test alone."""
    tmp_path.chmod(0o711)
    server = EmbeddedDatabase(tmp_path / "server", durable=False)
    server.home.mkdir()
    server.start()
    yield server
    server.stop()


def copy_to(server: EmbeddedDatabase, folder: Path) -> None:
    """Copy the test's database to another server."""
    kept = str(folder / "all.dump")
    with (folder / "said").open("wb") as said:
        dump = client("pg_dump", "-Fc", "-Z0", f"--file={kept}", url=_test_database(), errors=said)
        assert dump.wait() == 0
        arguments = ("--no-owner", "--exit-on-error", kept)
        restore = client("pg_restore", *arguments, url=server.url, errors=said)
        assert restore.wait() == 0, (folder / "said").read_text()


def test_the_database_is_restarted_while_homes_are_told(cast, tmp_path, own):
    homes = 800
    notice_due(cast, homes)
    copy_to(own, tmp_path)
    operator = Operator(tmp_path / "taken", remembers=True)
    worker = start(operator, own.url)
    for _restart in range(2):
        wait_for(worker, operator, homes)
        own.stop()
        own.start()
        # Whoever died of it is started again.
        if worker.wait(PATIENCE) != 0:
            worker = start(operator, own.url)
    worker.wait(PATIENCE)
    finish(operator, own.url)
    with closing(psycopg.connect(own.url)) as session:
        assert_true(session.cursor(), operator, homes)
