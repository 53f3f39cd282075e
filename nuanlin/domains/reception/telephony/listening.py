"""Listening to an Asterisk for ever: what it says becomes calls, whatever happens to the line."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from nuanlin.domains.reception.actions.telephony import end_unheard, hear
from nuanlin.domains.reception.models import CallSource, Extension
from nuanlin.domains.reception.telephony.ami import AmiLink, AmiProblem, Exchange, Message
from nuanlin.domains.reception.telephony.asterisk import heard_in, inner_among, still_talking
from nuanlin.foundation.audit.refusals import Refusal

log = logging.getLogger(__name__)
LONGEST_PAUSE = 60.0


class Listener:
    """Keeps the calls of one community by what one exchange says, until ``stop`` is set."""

    def __init__(
        self,
        exchange: Exchange,
        community_id: int,
        *,
        stop: threading.Event,
        first_pause: float = 1.0,
    ) -> None:
        self.exchange, self.community_id = exchange, community_id
        self.stop, self.first_pause = stop, first_pause

    def run(self) -> None:
        """Listen; after a cut line try again, each time a little later."""
        pause = self.first_pause
        try:
            while not self.stop.is_set():
                try:
                    with AmiLink(self.exchange) as link:
                        log.info("Asterisk at %s lets us in", self.exchange.host)
                        pause = self.first_pause
                        self._listen(link)
                except AmiProblem as problem:
                    log.warning("Asterisk at %s %s", self.exchange.host, problem)
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            connection.close()

    def _listen(self, link: AmiLink) -> None:
        since = timezone.now()
        listing, there = link.send("CoreShowChannels"), set()
        for message in link.messages():
            if self.stop.is_set():
                return
            if message.get("ActionID") != listing:
                self._take(message)
            elif message.get("Event") == "CoreShowChannel":
                there.add(message.get("Linkedid", ""))
                self._take(message)
            elif message.get("Event") == "CoreShowChannelsComplete":
                self._end_unheard(there, since)

    def _take(self, message: Message) -> None:
        if "Event" in message:
            now = timezone.now()
            self._patiently(lambda: self._keep(message, now))

    def _keep(self, message: Message, now: datetime) -> None:
        known = Extension.objects.filter(community=self.community_id)
        inner = inner_among(frozenset(known.values_list("number", flat=True)))
        heard = heard_in(message, inner, now) or still_talking(message, inner, now)
        if heard is None or not heard.call:
            return
        try:
            hear(self.community_id, source=CallSource.AMI, heard=heard)
        except Refusal as refusal:
            log.warning("Asterisk says what cannot be: %s", refusal)

    def _patiently(self, work: Callable[[], None]) -> None:
        """Do it; while the database is away, wait for it rather than lose a word."""
        pause = self.first_pause
        while not self.stop.is_set():
            try:
                close_old_connections()
                work()
                return
            except OperationalError as error:
                log.warning("The database does not answer: %s", error)
                connection.close()
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _end_unheard(self, there: set[str], since: datetime) -> None:
        def end() -> None:
            ended = end_unheard(
                self.community_id, source=CallSource.AMI, still_there=there, begun_before=since
            )
            if ended:
                log.info("%s calls ended while nobody listened", ended)

        self._patiently(end)
