"""Cases sent on to another Open311 server: our own, on the loopback, stands for it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.actions.forwarding import ask_about_forwarded, forward_case
from nuanlin.domains.service_desk.jobs import tell_about
from nuanlin.domains.service_desk.models import Case, Forwarded, Forwarding, Message, Source
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import outgoing
from nuanlin.lib.outgoing import Unreachable

CODE = "power-public-light"
PAGE = "/staff/partners/forwarding/"


class OtherSide:
    """Our own doors behind a real socket; the test's thread answers, whose database it is."""

    def __init__(self) -> None:
        self.asked: Queue[Any] = Queue()
        self.said: Queue[Any] = Queue()
        self.seen: list[str] = []
        self.broken = False
        # It does what it is asked, and its answer is lost.
        self.deaf = False
        side = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                side.asked.put((self.command, self.path, self.rfile.read(length)))
                status, body = side.said.get(timeout=60)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/open311/v2"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def answering(self, ask: Any) -> Any:
        """Stand in for ``outgoing.ask``: it asks from a thread while this one answers."""

        def asking(*args: Any, **kwargs: Any) -> Any:
            got: list[Any] = []
            thread = threading.Thread(target=lambda: got.append(ask(*args, **kwargs)))
            thread.start()
            method, path, body = self.asked.get(timeout=60)
            self.seen.append(body.decode())
            self.said.put(self._answer(method, path, body))
            thread.join(60)
            return got[0]

        return asking

    def _answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self.broken:
            return 500, b"<html>"
        kind = "application/x-www-form-urlencoded"
        answer = Client().generic(method, path, body, content_type=kind)
        if self.deaf:
            return 502, b""
        return answer.status_code, answer.content


@pytest.fixture
def side(settings, monkeypatch) -> Iterator[OtherSide]:
    """Another organisation."""
    from nuanlin.domains.service_desk.actions import forwarding

    settings.OUTGOING_LOCAL = True
    made = OtherSide()
    monkeypatch.setattr(forwarding, "ask", made.answering(outgoing.ask))
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def sends(cast, side):
    """Lights of the community are sent on to the other one, by the page."""
    _partner, key = actions.make_partner(cast.other.pk, name="翠湖", by=cast.actor("admin"))
    form = {
        "name": "路灯所",
        "community": cast.community.pk,
        "category": cast.category(CODE).pk,
        "url": side.url + "/",
        "service_code": CODE,
        "jurisdiction": str(cast.other.pk),
        "api_key": key,
        "request_key": uuid4().hex,
    }
    assert cast.client("admin").post(PAGE, form).status_code == 302
    assert key not in Forwarding.objects.get().api_key
    return form


def reported(cast) -> Case:
    report = Report("大堂灯不亮", category_id=cast.category(CODE).pk, common_area_id=cast.lobby.pk)
    case = actions.submit_case(report, by=cast.actor("zhou"))
    for _run in range(2):
        tell_about(event_id=Event.objects.filter(verb="case.submitted").latest("pk").pk)
    return case


def test_a_case_is_sent_on_once_and_its_end_there_comes_back(cast, side, sends):
    case = reported(cast)
    sent = Forwarded.objects.get()
    forward_case(sent.pk)
    forward_case(sent.pk)
    there = Case.objects.get(source=Source.PARTNER)
    assert (there.community_id, there.description) == (cast.other.pk, "大堂灯不亮")
    assert there.place == cast.lobby.name and there.reporter_name == ""
    assert "13912344471" not in side.seen[0]
    sent.refresh_from_db()
    assert sent.foreign_id == str(there.pk)
    assert ask_about_forwarded() == 1
    actions.withdraw_case(there.pk, reason="好了", by=cast.actor("ma"))
    assert ask_about_forwarded() == 1
    assert ask_about_forwarded() == 0
    notes = list(Message.objects.filter(case=case, internal=True).values_list("text", flat=True))
    assert len(notes) == 3 and "closed" in notes[-1]
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert sent.foreign_id in page and "路灯所" in page


def test_programs_of_administrators_see_begin_and_end_it(cast, call, side):
    sent = {
        "name": "路灯所", "community_id": cast.community.pk, "category_id": cast.category(CODE).pk,
        "url": side.url, "service_code": CODE, "api_key": "k-123",
    }  # fmt: skip
    admin = call("admin")
    first, again = (admin.post("forwardings", "once", **sent) for _try in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert admin.post("forwardings", **sent).json()["code"] == "forwarded_already"
    reported(cast)
    [listed] = admin.get("forwardings").json()
    assert listed == {**first.json(), "number": 1}
    assert "k-123" not in str(listed) and listed["service_code"] == CODE
    for name in ("gu", "chen", "zhou"):
        assert call(name).get("forwardings").status_code == 404
        assert call(name).post("forwardings", **sent).status_code == 403
        assert call(name).delete(f"forwardings/{listed['id']}").status_code == 403
    assert Forwarding.objects.get().ended_at is None
    assert admin.delete(f"forwardings/{listed['id']}").status_code == 204
    assert admin.get("forwardings").json() == []


def test_what_is_broken_there_is_tried_again_and_nothing_is_noted(cast, side, sends):
    reported(cast)
    sent = Forwarded.objects.get()
    side.broken = True
    with pytest.raises(Unreachable):
        forward_case(sent.pk)
    side.broken = False
    forward_case(sent.pk)
    assert Case.objects.filter(source=Source.PARTNER).count() == 1
    side.broken = True
    assert ask_about_forwarded() == 0


def test_what_arrived_though_its_answer_was_lost_is_not_sent_twice(cast, side, sends):
    reported(cast)
    sent = Forwarded.objects.get()
    side.deaf = True
    with pytest.raises(Unreachable):
        forward_case(sent.pk)
    side.deaf = False
    there = Case.objects.get(source=Source.PARTNER)
    forward_case(sent.pk)
    assert Case.objects.get(source=Source.PARTNER) == there
    sent.refresh_from_db()
    assert sent.foreign_id == str(there.pk)


def test_another_case_in_the_same_words_is_not_taken_for_the_lost_one(cast, side, sends):
    reported(cast)
    first = Forwarded.objects.get()
    forward_case(first.pk)
    reported(cast)
    second = Forwarded.objects.exclude(pk=first.pk).get()
    side.broken = True
    with pytest.raises(Unreachable):
        forward_case(second.pk)
    side.broken = False
    forward_case(second.pk)
    assert Case.objects.filter(source=Source.PARTNER).count() == 2
    assert Forwarded.objects.values("foreign_id").distinct().count() == 2


def test_other_categories_stay_in_the_house(cast, side, sends, stage):
    stage.reported()
    tell_about(event_id=Event.objects.filter(verb="case.submitted").latest("pk").pk)
    assert not Forwarded.objects.exists()


def test_one_category_is_sent_to_one_place_until_that_ends(cast, side, sends):
    admin = cast.client("admin")
    again = {**sends, "request_key": uuid4().hex}
    assert admin.post(PAGE, again).status_code == 422
    admin.post(f"{PAGE}{Forwarding.objects.get().pk}/end/", {"request_key": uuid4().hex})
    reported(cast)
    assert not Forwarded.objects.exists()
    assert admin.post(PAGE, {**sends, "request_key": uuid4().hex}).status_code == 302


def test_an_address_inside_is_refused_and_others_have_no_say(cast, side, sends, settings):
    settings.OUTGOING_LOCAL = False
    form = {**sends, "category": cast.category().pk, "request_key": uuid4().hex}
    assert cast.client("admin").post(PAGE, form).status_code == 422
    assert cast.client("gu").post(PAGE, form).status_code == 403
    assert Forwarding.objects.count() == 1 and json.dumps(side.seen) == "[]"
