"""Open311 GeoReport v2 as a stock client speaks it: services, requests, tokens, errors."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from xml.etree import ElementTree as Tree

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, Message, Partner, Source, Urgency
from nuanlin.domains.service_desk.tests.statements import at_most

BASE = "/open311/v2/"


class Stock:
    """A client that knows the specification and nothing else."""

    def __init__(self, key: str, place: str = "") -> None:
        self.client, self.given = Client(), {"api_key": key, "jurisdiction_id": place}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(BASE + path, {**self.given, **query})

    def post(self, path: str, **fields: Any) -> Any:
        body = urlencode({**self.given, **fields}, doseq=True)
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return self.client.post(BASE + path, body, content_type=kind)

    def made(self, **fields: Any) -> str:
        answer = self.post("requests.json", **fields)
        assert answer.status_code == 201, answer.content.decode()
        return str(answer.json()[0]["service_request_id"])


@pytest.fixture
def partner(cast):
    """The city's hotline, with its key."""
    return actions.make_partner(cast.community.pk, name="城市热线", by=cast.actor("admin"))


@pytest.fixture
def stock(cast, partner):
    """Its client."""
    cache.clear()
    return Stock(partner[1], str(cast.community.pk))


def leak(**fields: Any) -> dict[str, Any]:
    return {
        "service_code": "water-tap",
        "address_string": "3 栋大堂东侧",
        "description": "大堂水龙头关不紧",
        **fields,
    }


def complaints(answer: Any) -> str:
    found = json.loads(answer.content)
    assert all(one["code"] == answer.status_code for one in found)
    return " ".join(one["description"] for one in found)


def test_services_are_open_to_all_in_both_formats(cast):
    rows = Client().get(f"{BASE}services.json").json()
    leaf = next(row for row in rows if row["service_code"] == "gas-smell")
    assert leaf["type"] == "realtime" and leaf["metadata"] is True and leaf["group"]
    answer = Client().get(f"{BASE}services.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    tree = Tree.fromstring(answer.content)
    assert tree.tag == "services" and len(tree) == len(rows)
    assert {child.tag for child in tree[0]} == set(rows[0])
    english = Client().get(f"{BASE}services.json", headers={"Accept-Language": "en"}).json()
    assert "Smell of gas" in {row["service_name"] for row in english}


def test_a_definition_asks_what_the_intake_asks(cast):
    found = Client().get(f"{BASE}services/gas-smell.json").json()
    [danger] = [one for one in found["attributes"] if one["code"] == "danger"]
    assert danger["required"] is True and danger["datatype"] == "singlevaluelist"
    assert [value["key"] for value in danger["values"]] == ["yes", "no"]
    tree = Tree.fromstring(Client().get(f"{BASE}services/gas-smell.xml").content)
    assert tree.findtext("attributes/attribute/values/value/key") == "yes"
    assert Client().get(f"{BASE}services/nothing.json").status_code == 404


def test_a_request_becomes_a_case_and_can_be_followed(cast, stock, partner):
    who = {"first_name": "丽", "last_name": "马", "phone": "139 1234 4479", "account_id": "a-7"}
    number = stock.made(**leak(media_url="https://img.example.com/1.jpg", **who))
    case = Case.objects.get(pk=number)
    assert (case.source, case.community_id) == (Source.PARTNER, cast.community.pk)
    assert (case.place, case.reporter_phone) == ("3 栋大堂东侧", "+8613912344479")
    assert "img.example.com" in Message.objects.get(case=case, internal=True).text
    [row] = stock.get(f"requests/{number}.json").json()
    assert row["status"] == "open" and row["description"] == "大堂水龙头关不紧"
    assert row["address"] == "3 栋大堂东侧" and row["service_code"] == "water-tap"
    assert row["requested_datetime"].endswith("+08:00") and row["expected_datetime"]
    actions.withdraw_case(case.pk, reason="好了", by=cast.actor("chen"))
    tree = Tree.fromstring(stock.get(f"requests/{number}.xml").content)
    assert tree.findtext("request/status") == "closed"
    [token] = stock.get(f"tokens/{number}.json").json()
    assert token == {"service_request_id": number, "token": number}


def test_a_home_is_found_by_its_plate_or_its_id(cast, stock):
    by_words = stock.made(**leak(address_string="3栋2单元501"))
    by_id = stock.made(**leak(address_string="", address_id=f"home-{cast.home.pk}"))
    assert {Case.objects.get(pk=one).home_id for one in (by_words, by_id)} == {cast.home.pk}
    area = stock.made(**leak(address_string="", address_id=f"area-{cast.lobby.pk}"))
    assert Case.objects.get(pk=area).common_area_id == cast.lobby.pk
    point = stock.made(**leak(address_string="", lat="30.27", long="120.15"))
    assert Case.objects.get(pk=point).place == "30.27, 120.15"


def test_danger_has_to_be_asked_and_makes_an_emergency(cast, stock):
    report = leak(service_code="water-leak")
    assert "danger" in complaints(stock.post("requests.json", **report))
    number = stock.made(**report, **{"attribute[danger]": "yes"})
    assert Case.objects.get(pk=number).urgency == Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "nothing"}, 404, "service_code was not found"),
        ({"address_string": ""}, 400, "location"),
        ({"address_string": "", "lat": "30"}, 400, "location"),
        ({"address_string": "", "lat": "nan", "long": "x"}, 400, "lat"),
        ({"address_string": "", "address_id": "home-99999999"}, 400, "address_id was not found"),
        ({"description": "水" * 4001}, 400, "description"),
        ({"description": "\x00"}, 400, "description"),
        ({"email": "nobody"}, 400, "email"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"jurisdiction_id": "999"}, 404, "jurisdiction_id was not found"),
        ({"api_key": ""}, 403, "api_key was not provided"),
        ({"api_key": "open311_wrong"}, 403, "api_key is not valid"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(cast, stock, fields, status, says):
    answer = stock.post("requests.json", **leak(**fields))
    assert answer.status_code == status and says in complaints(answer)
    tree = Tree.fromstring(stock.post("requests.xml", **leak(**fields)).content)
    assert tree.tag == "errors" and tree.findtext("error/code") == str(status)
    assert not Case.objects.exists()


def test_another_format_is_refused_readably(cast, stock):
    answer = stock.get("services.csv")
    assert answer.status_code == 404 and b"<errors>" in answer.content


def test_a_partner_sees_of_others_the_public_facts_alone(cast, stock, stage):
    home = stage.reported("厨房水管漏水，我是周建国")
    [row] = stock.get(f"requests/{home.pk}.json").json()
    assert row["address"] == "3 栋" and row["description"] == "" and row["media_url"] == ""
    assert "周" not in json.dumps(row, ensure_ascii=False)
    assert "501" not in json.dumps(row, ensure_ascii=False)
    complaint = stage.complained("前台态度不好")
    assert stock.get(f"requests/{complaint.pk}.json").status_code == 404
    assert [one["service_request_id"] for one in stock.get("requests.json").json()] == [
        str(home.pk)
    ]


def test_another_communitys_partner_knows_of_nothing_here(cast, stock):
    number = stock.made(**leak())
    _partner, key = actions.make_partner(cast.other.pk, name="别处", by=cast.actor("admin"))
    elsewhere = Stock(key)
    assert elsewhere.get("requests.json").json() == []
    assert elsewhere.get(f"requests/{number}.json").status_code == 404
    assert elsewhere.get("requests.json", service_request_id=number).json() == []


def test_requests_are_found_by_each_filter(cast, stock):
    tap = stock.made(**leak())
    light = stock.made(**leak(service_code="power-public-light", description="楼道灯不亮"))
    old = stock.made(**leak())
    Case.objects.filter(pk=old).update(reported_at=timezone.now() - timedelta(days=100))
    actions.withdraw_case(int(light), reason="好了", by=cast.actor("chen"))

    def found(**query: Any) -> set[str]:
        rows = stock.get("requests.json", **query).json()
        return {row["service_request_id"] for row in rows}

    assert found() == {tap, light}
    assert found(status="open") == {tap}
    assert found(status="open,closed") == {tap, light}
    assert found(service_code="power-public-light,water-none") == {light}
    assert found(service_request_id=f"{old},{light},x,") == {old, light}
    ago = (timezone.now() - timedelta(days=110)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found(start_date=ago) == {tap, old, light} - {tap, light}
    until = (timezone.now() - timedelta(days=95)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found(start_date=ago, end_date=until) == {old}


@pytest.mark.parametrize(
    "query",
    [
        {"status": "half"},
        {"start_date": "yesterday"},
        {"start_date": "2026-01-01T00:00:00"},
        {"start_date": "2026-13-45T00:00:00Z"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
    ],
)
def test_what_cannot_be_looked_for_is_said(stock, query):
    assert stock.get("requests.json", **query).status_code == 400


def test_looking_takes_few_statements_however_many_there_are(cast, stock):
    for _number in range(3):
        stock.made(**leak())
    with at_most(4):
        assert len(stock.get("requests.json").json()) == 3


def test_a_retry_with_a_key_makes_one_case(cast, stock):
    body = urlencode({**stock.given, **leak()})
    kind, headers = "application/x-www-form-urlencoded", {"Idempotency-Key": uuid4().hex}
    first, again = (
        Client().post(f"{BASE}requests.json", body, content_type=kind, headers=headers).json()
        for _try in range(2)
    )
    assert first == again and Case.objects.count() == 1


def test_a_revoked_key_opens_nothing(cast, stock, partner):
    made, raw = partner
    assert raw not in made.digest and stock.get("requests.json").status_code == 200
    admin = cast.client("admin")
    admin.post(f"/staff/partners/{made.pk}/revocation/", {"request_key": uuid4().hex})
    assert stock.get("requests.json").status_code == 403


def test_words_that_xml_cannot_hold_are_left_out(cast, stock):
    number = stock.made(**leak(description="坏了\x0b<b>&\ufffe真的"))
    tree = Tree.fromstring(stock.get(f"requests/{number}.xml").content)
    assert tree.findtext("request/description") == "坏了<b>&真的"


def test_a_key_that_is_guessed_at_is_soon_refused(cast, stock):
    answers = [Stock(f"open311_{n}").get("requests.json").status_code for n in range(62)]
    assert answers[0] == 403 and answers[-1] == 429


def test_a_partner_may_not_ask_without_end(cast, stock):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Partner.objects.update(calls=2999, hour=hour)
    assert stock.get("requests.json").status_code == 200
    assert stock.get("requests.json").status_code == 429
    Partner.objects.update(hour=hour - timedelta(hours=2))
    assert stock.get("requests.json").status_code == 200


def test_administrators_make_keys_and_see_each_once(cast, call):
    admin, form = cast.client("admin"), {"name": "城管", "community": cast.community.pk}
    page = admin.post("/staff/partners/", {**form, "request_key": uuid4().hex})
    assert "open311_" in page.content.decode()
    assert "open311_" not in admin.get("/staff/partners/").content.decode()
    key = uuid4().hex
    made = call("admin").post("partners", key, name="热线", community_id=cast.community.pk)
    assert made.status_code == 201 and made.json()["api_key"].startswith("open311_")
    assert [one["name"] for one in call("admin").get("partners").json()] == ["城管", "热线"]
    assert call("admin").delete(f"partners/{made.json()['id']}").status_code == 204
    assert [one["name"] for one in call("admin").get("partners").json()] == ["城管"]


@pytest.mark.parametrize("name", ["gu", "chen", "zhou"])
def test_nobody_else_makes_keys(cast, call, name):
    form = {"name": "城管", "community": cast.community.pk}
    assert cast.client(name).post("/staff/partners/", form).status_code == 403
    answer = call(name).post("partners", name="城管", community_id=cast.community.pk)
    assert answer.status_code == 403
    assert not Partner.objects.exists()
