"""Mail over a real line with TLS: what leaves, and what each answer of the server means."""

import email
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from nuanlin.foundation.notifications import actions, channels
from nuanlin.foundation.notifications.actions import Outgoing
from nuanlin.foundation.notifications.channels.base import Down, Later, Parcel, Permanent, Sent
from nuanlin.foundation.notifications.channels.email import CHANNEL
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import AddressState, Delivery, Way
from nuanlin.foundation.notifications.receiving import receipts_url
from nuanlin.foundation.notifications.tests.smtp_server import MailServer, certificate

TEXT = "3 栋明天 9:00 到 12:00 停水。\n不便之处请您见谅。"


@pytest.fixture
def server(tmp_path, settings, monkeypatch):
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    made = MailServer(pem)
    settings.SMTP_URL, settings.SMTP_FROM = made.url, "暖邻 <notice@nuanlin.test>"
    settings.PUBLIC_URL = "https://nuanlin.test"
    yield made
    made.stop()


def parcel(address: str = "zhou@home.test", **facts) -> Parcel:
    given: dict[str, Any] = {
        "key": f"told:1:{address}",
        "title": "停水通知",
        "text": TEXT,
        "url": "/cases/7/",
    }
    return Parcel(address=address, **(given | facts))


def read(envelope) -> Any:
    return email.message_from_bytes(envelope.content, policy=default)


def test_nothing_is_set_up_without_the_environment(settings):
    settings.SMTP_URL = settings.SMTP_FROM = settings.PUBLIC_URL = ""
    assert CHANNEL.missing() == ["NUANLIN_SMTP_URL", "NUANLIN_SMTP_FROM", "NUANLIN_PUBLIC_URL"]


def test_a_message_says_the_same_in_words_and_well_drawn(server):
    [answer] = CHANNEL.send([parcel()])
    [envelope] = server.got
    mail = read(envelope)
    assert answer == Sent(mail["Message-ID"])
    assert mail["Subject"] == "停水通知" and envelope.mail_from == "notice@nuanlin.test"
    plain, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    for said in (plain, html):
        assert "不便之处请您见谅。" in said and "https://nuanlin.test/cases/7/" in said
    assert "src=" not in html and "看一看" in html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert all(len(line) <= 998 for line in envelope.content.split(b"\r\n"))


def test_the_same_key_has_the_same_number_and_tells_nobody_what_it_is(server):
    CHANNEL.send([parcel(), parcel(), parcel(key="another")])
    first, second, other = (read(envelope)["Message-ID"] for envelope in server.got)
    assert first == second != other
    assert "told" not in first


def test_many_go_over_one_line_and_each_has_its_own_answer(server):
    server.at_recipient = {
        "gone@home.test": "550 5.1.1 no such user here",
        "plain550@home.test": "550 mailbox unavailable",
        "policy@home.test": "550 5.7.1 we do not like your address",
        "grey@home.test": "451 4.7.1 greylisted, please come back",
    }
    server.at_message = {"spam@home.test": "554 5.6.0 looks like spam"}
    who = ["a", "gone", "plain550", "policy", "grey", "spam", "b"]
    answers: list[Any] = CHANNEL.send([parcel(f"{name}@home.test") for name in who])
    assert [type(one) for one in answers] == [
        Sent, Permanent, Permanent, Permanent, Later, Permanent, Sent,
    ]  # fmt: skip
    faults = [getattr(one, "address_fault", None) for one in answers]
    assert faults == [None, True, True, False, None, False, None]
    assert (answers[1].code, answers[4].after_seconds) == ("5.1.1", 300)
    assert [envelope.rcpt_tos for envelope in server.got] == [["a@home.test"], ["b@home.test"]]
    assert server.connections == 2  # one line: once before and once after TLS


def test_a_line_that_dies_after_the_message_leaves_doubt_about_that_one_alone(server):
    server.hangs_up_on = {"b@home.test"}
    answers = CHANNEL.send([parcel(f"{name}@home.test") for name in "abc"])
    assert [type(one).__name__ for one in answers] == ["Sent", "Unknown", "Later"]
    assert CHANNEL.outcome_of(parcel("b@home.test")) is None


def test_a_wrong_password_and_a_server_that_is_away_are_no_fault_of_the_message(server, settings):
    server.password = "changed"
    with pytest.raises(Down, match="535"):
        CHANNEL.send([parcel()])
    settings.SMTP_URL = "smtp://office:right@127.0.0.1:1"
    with pytest.raises(Down):
        CHANNEL.send([parcel()])
    assert server.got == []


def test_nothing_is_said_to_a_server_whose_certificate_does_not_hold(server, monkeypatch, tmp_path):
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path / "other")))
    with pytest.raises(Down, match="CERTIFICATE_VERIFY_FAILED"):
        CHANNEL.send([parcel()])
    assert server.got == []


def test_words_cannot_become_headers(server):
    CHANNEL.send([parcel(title="Water\r\nBcc: all@home.test", text="Off at nine.")])
    [mail] = map(read, server.got)
    assert mail["Subject"] == "Water Bcc: all@home.test" and mail["Bcc"] is None
    assert "Open" in mail.get_body(["html"]).get_content()


def test_who_presses_stop_gets_no_more_mail_and_a_mere_look_changes_nothing(server, db):
    CHANNEL.send([parcel()])
    [mail] = map(read, server.got)
    path = mail["List-Unsubscribe"].strip().removeprefix("<https://nuanlin.test").rstrip(">")
    nobody = Client(enforce_csrf_checks=True)
    assert "zhou@home.test" in nobody.get(path).content.decode()
    assert not AddressState.objects.exists()
    for _ in range(2):
        assert nobody.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    state = AddressState.objects.get()
    assert (state.way, state.address, state.fault) == (Way.EMAIL, "zhou@home.test", "refused")
    assert nobody.post(path[:-2] + "x/").status_code == 404


def test_danger_offers_no_way_to_stop_it(server):
    CHANNEL.send([parcel(urgent=True)])
    [mail] = map(read, server.got)
    assert mail["List-Unsubscribe"] is None


BOUNCE = """\
From: MAILER-DAEMON@mx.home.test
To: notice@nuanlin.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.home.test

Final-Recipient: rfc822; zhou@home.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <abc@nuanlin.test>
Subject: water

--b--
"""


@pytest.mark.parametrize(
    ("status", "fault"), [("5.1.1", True), ("5.2.1", True), ("5.2.2", False), ("5.7.1", False)]
)
def test_a_bounce_names_the_message_and_whether_the_address_is_wrong(status, fault):
    [receipt] = CHANNEL.receipts(BOUNCE.format(action="failed", status=status).encode())
    assert receipt.provider_id == "<abc@nuanlin.test>"
    assert isinstance(receipt.answer, Permanent)
    assert (receipt.answer.code, receipt.answer.address_fault) == (status, fault)
    assert "no such user" in receipt.answer.words


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00", BOUNCE.format(action="delayed", status="4.4.1").encode()]
)
def test_mail_that_is_no_bounce_says_nothing(raw):
    assert CHANNEL.receipts(raw) == []


def test_a_bounce_takes_the_address_out_until_the_office_writes_there_again(server, db):
    actions.queue_deliveries(
        [Outgoing(f"k{name}", Way.EMAIL, f"{name}@home.test", "停水", TEXT) for name in "ab"]
    )
    with channels.standing_in(CHANNEL):
        assert sending.run(Way.EMAIL) == 2
        wrong = Delivery.objects.get(key="ka")
        raw = BOUNCE.format(action="failed", status="5.1.1")
        raw = raw.replace("<abc@nuanlin.test>", wrong.provider_id)
        for _ in range(2):
            answer = Client().post(receipts_url(Way.EMAIL), raw, content_type="text/plain")
            assert answer.status_code == 200
        actions.queue_deliveries([Outgoing("kc", Way.EMAIL, "a@home.test", "停水", TEXT)])
        sending.run(Way.EMAIL)
    said = dict(Delivery.objects.values_list("key", "error_code"))
    assert said == {"ka": "5.1.1", "kb": "", "kc": "address_bounced"}
    assert AddressState.objects.get().address == "a@home.test"
    assert len(server.got) == 2
