"""Workers that are killed in the middle of many messages, several at once."""

import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from nuanlin.foundation.notifications import actions, channels
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Delivery, State, Way
from nuanlin.foundation.notifications.tests.sending_worker import Post
from nuanlin.foundation.notifications.tests.test_sending import outgoing
from tests.site import _test_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
NUMBER = 2_000
WORKERS = 3
PATIENCE = 60


def start(post):
    """Start a worker of its own process."""
    command = [
        sys.executable,
        "-m",
        "nuanlin.foundation.notifications.tests.sending_worker",
        str(post.file),
        "remembers" if post.remembers else "forgets",
    ]
    environment = {
        **os.environ,
        "DATABASE_URL": _test_database(),
        "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
    }
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)


def kill_on_the_way(post, workers):
    """Kill all workers but one, each after a number of messages nobody foresees."""
    deadline = time.monotonic() + PATIENCE
    for worker in workers[:-1]:
        goal = len(post.taken()) + random.randint(50, 500)
        while len(post.taken()) < goal and time.monotonic() < deadline:
            time.sleep(0.002)
        worker.kill()
        worker.wait()
    assert workers[-1].wait(PATIENCE) == 0


def after_the_lease():
    """Some minutes later another worker looks after what was left."""
    Delivery.objects.filter(state=State.SENDING).update(
        taken_at=timezone.now() - timedelta(minutes=4)
    )


@pytest.mark.parametrize("remembers", [True, False])
def test_nobody_is_reached_twice_and_nobody_is_missing(tmp_path, remembers):
    post = Post(tmp_path / "taken", remembers=remembers)
    actions.queue_deliveries(outgoing(number) for number in range(NUMBER))
    kill_on_the_way(post, [start(post) for _one in range(WORKERS)])
    after_the_lease()
    with channels.standing_in(post):
        sending.run(Way.EMAIL)
        Delivery.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
        sending.run(Way.EMAIL)
    taken = post.taken()
    assert len(taken) == len(set(taken)), "somebody was written to twice"
    sent = set(Delivery.objects.filter(state=State.SENT).values_list("key", flat=True))
    uncertain = Delivery.objects.filter(state=State.FAILED, error_code="uncertain")
    given_up = set(uncertain.values_list("key", flat=True))
    assert sent <= set(taken)
    assert len(sent) + len(given_up) == NUMBER, "somebody was forgotten"
    assert set(taken) - sent <= given_up
    # Whoever cannot be known of is heard of, and reached by the next way.
    assert len(given_up) <= (0 if remembers else (WORKERS - 1) * post.at_once)


def test_several_workers_share_the_work_and_keep_one_pace(tmp_path):
    post = Post(tmp_path / "taken", remembers=True)
    post.rate = 300
    actions.queue_deliveries(outgoing(number) for number in range(NUMBER))

    def work():
        try:
            sending.run(Way.EMAIL, seconds=0.5)
        finally:
            connection.close()

    with channels.standing_in(post):
        began = time.monotonic()
        workers = [threading.Thread(target=work) for _one in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        lasted = time.monotonic() - began
    taken = post.taken()
    assert len(taken) == len(set(taken))
    # A second's worth lies in the bucket at first.
    assert 300 <= len(taken) <= 300 * (1 + lasted)
