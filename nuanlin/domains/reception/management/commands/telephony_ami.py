"""``bin/nuanlin telephony-ami``: keep calls by what an Asterisk says, until it is stopped (D1)."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nuanlin.domains.estate.models import Community
from nuanlin.domains.reception.telephony.ami import Exchange
from nuanlin.domains.reception.telephony.listening import Listener


class Command(BaseCommand):
    """Listen to the exchange that the environment names."""

    help = "keep calls by what an Asterisk says (NUANLIN_AMI_…), until it is stopped"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C. Exits with 1 when the environment does not say enough."""
        if not (settings.AMI_HOST and settings.AMI_USER):
            raise CommandError("Please set NUANLIN_AMI_HOST, NUANLIN_AMI_USER, NUANLIN_AMI_SECRET.")
        exchange = Exchange(
            settings.AMI_HOST, settings.AMI_PORT, settings.AMI_USER, settings.AMI_SECRET
        )
        stop = threading.Event()
        community = self._community(settings.AMI_COMMUNITY)
        listener = Listener(exchange, community.pk, stop=stop)
        # By itself: a line on which nothing is said cannot hold up the end.
        thread = threading.Thread(target=listener.run, daemon=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        thread.start()
        stop.wait()

    def _community(self, name: str) -> Community:
        found = list(Community.objects.filter(**({"name": name} if name else {}))[:2])
        if len(found) == 1:
            return found[0]
        raise CommandError("Please set NUANLIN_AMI_COMMUNITY to the name of a community.")
