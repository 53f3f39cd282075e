"""A worker in a process of its own, with one task that never ends the first time.

python -m nuanlin.foundation.jobs.tests.slow_worker
"""

import time

import django

if __name__ == "__main__":
    django.setup()

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.jobs.tasks import task


@task("tests.take_long", queue="tests")
def take_long():
    """Leave a sign of each attempt; the first one has to be ended by force."""
    attempt = User.objects.count()
    User.objects.create(username=f"attempt {attempt}")
    if attempt == 0:
        time.sleep(600)


if __name__ == "__main__":
    with app.replace_connector(DjangoConnector().get_worker_connector()):
        app.tasks["tests.take_long"] = take_long
        app.run_worker(queues=["tests"])
