"""Coming in through the API: slips and requests, by the office and by who comes."""

import pytest

from nuanlin.domains.people.models import AccessCode, AccessRequest, Person, RequestState
from nuanlin.foundation.accounts.models import ResetCode, User

PASSWORD = "three warm words"


@pytest.fixture
def stranger(cast):
    """Zhou's daughter, whom the office knows and who has no account."""
    person = Person.objects.create(name="周小雨", gender="f")
    cast.home.occupancies.create(person=person, role="family")
    return person


@pytest.fixture
def slip(cast, call, stranger):
    path = f"homes/{cast.home.pk}/slips"
    return call("chen").post(path, person_id=stranger.pk).json()


@pytest.fixture
def asked(cast, call):
    sent = {"community_id": cast.community.pk, "address": "3-2-501", "name": "孙晓"}
    assert call("sun").post("access-requests", **sent, role="tenant").status_code == 202
    return AccessRequest.objects.get()


def test_a_slip_shows_its_code_once(cast, call, stranger):
    chen, path = call("chen"), f"homes/{cast.home.pk}/slips"
    first = chen.post(path, key="k1", person_id=stranger.pk).json()
    second = chen.post(path, key="k1", person_id=stranger.pk).json()
    assert first["code"] in first["link"]
    assert (second["slip"]["id"], second["code"]) == (first["slip"]["id"], None)
    listed = chen.get("slips", home_id=cast.home.pk)
    assert [one["plate"] for one in listed.json()] == ["3-2-501"]
    assert first["code"] not in listed.content.decode()


@pytest.mark.parametrize(("name", "status"), [("li", 403), ("ma", 404), ("zhou", 404)])
def test_others_make_no_slips(cast, call, stranger, name, status):
    one = call(name)
    assert one.post(f"homes/{cast.home.pk}/slips", person_id=stranger.pk).status_code == status
    assert one.post(f"buildings/{cast.home.building_id}/slips").status_code in (status, 422)
    assert (
        one.post(f"buildings/{cast.home.building_id}/slips", roles=["owner"]).status_code == status
    )
    assert not AccessCode.objects.exists()


def test_many_slips_are_one_pdf_printed_once(cast, call, stranger):
    chen, path = call("chen"), f"buildings/{cast.home.building_id}/slips"
    printed = chen.post(path, key="k1", roles=["owner", "family"])
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    again = chen.post(path, key="k1", roles=["owner", "family"])
    assert (again.status_code, again.json()["code"]) == (409, "slips_made")
    assert AccessCode.objects.count() == 1


def test_a_revoked_slip_opens_nothing(cast, call, slip):
    assert call("ma").delete(f"slips/{slip['slip']['id']}").status_code == 404
    assert call("chen").delete(f"slips/{slip['slip']['id']}").status_code == 204
    seen = call("nobody").post("invitations", code=slip["code"])
    assert (seen.status_code, seen.json()["code"]) == (422, "code_not_valid")


def test_somebody_comes_in_with_a_slip_and_a_password(cast, call, slip):
    nobody = call("nobody")
    invited = nobody.post("invitations", code=slip["code"]).json()
    assert (invited["plate"], "周小雨" in invited["name"]) == ("3-2-501", False)
    sent = {"code": slip["code"], "phone": "139 1234 0001", "password": PASSWORD}
    weak = nobody.post("accounts", **{**sent, "password": "12345678"})
    assert (weak.status_code, weak.json()["field"]) == (422, "password")
    assert nobody.post("accounts", **sent).status_code == 204
    used = nobody.post("accounts", **{**sent, "phone": "139 1234 0002"})
    assert used.json()["code"] == "code_not_valid"
    token = nobody.post("tokens", name="13912340001", password=PASSWORD).json()["token"]
    nobody.headers["Authorization"] = f"Bearer {token}"
    assert [home["plate"] for home in nobody.get("my/homes").json()] == ["3-2-501"]
    assert not User.objects.filter(username="+8613912340002").exists()


def test_somebody_signed_in_uses_a_slip(cast, call, slip):
    sun = call("sun")
    assert sun.post("bindings", key="k1", code=slip["code"]).status_code == 204
    assert sun.post("bindings", key="k1", code=slip["code"]).status_code == 204
    assert sun.get("me").json()["name"] == "周小雨"
    assert call("wu").post("bindings", code=slip["code"]).json()["code"] == "code_not_valid"
    assert call("nobody").post("bindings", code=slip["code"]).status_code == 401


def test_a_stranger_asks_and_learns_nothing_about_accounts(cast, call):
    sent = {"community_id": cast.community.pk, "address": "3-2-501", "name": "x", "role": "owner"}
    new = call("nobody").post("access-requests", **sent, phone="13912340009", password=PASSWORD)
    known = call("nobody").post("access-requests", **sent, phone="13912344471", password=PASSWORD)
    assert (new.status_code, new.content) == (known.status_code, known.content) == (202, b"")
    for phone in ("13912340008", "13912344471"):
        weak = call("nobody").post("access-requests", **sent, phone=phone, password="12345678")
        assert (weak.status_code, weak.json()["field"]) == (422, "password")
    assert AccessRequest.objects.count() == 1


def test_the_office_lets_the_asker_in(cast, call, asked):
    assert call("sun").get("my/access-requests").json()[0]["state"] == "waiting"
    chen = call("chen")
    [waiting] = chen.get("access-requests/waiting").json()
    assert (waiting["name"], waiting["phone"]) == ("孙晓", "139****4475")
    assert chen.post(f"access-requests/{asked.pk}/phone").json()["phone"] == "+8613912344475"
    sent = {"home_id": cast.home.pk, "role": "tenant"}
    path = f"access-requests/{asked.pk}/confirmation"
    assert chen.post(path, key="k1", **sent).json() == {"state": "confirmed"}
    assert chen.post(path, key="k1", **sent).status_code == 200
    assert chen.post(path, **sent).json()["code"] == "request_decided"
    assert [home["role"] for home in call("sun").get("me").json()["homes"]] == ["tenant"]


def test_the_office_says_no_with_a_reason(cast, call, asked):
    chen, path = call("chen"), f"access-requests/{asked.pk}/refusal"
    assert chen.post(path, reason="").status_code == 422
    assert chen.post(path, reason="请房东联系我们").json() == {"state": "declined"}
    assert call("sun").get("my/access-requests").json()[0]["reason"] == "请房东联系我们"


@pytest.mark.parametrize(
    ("name", "status"), [("li", 403), ("ma", 404), ("zhou", 404), ("sun", 404)]
)
def test_others_let_nobody_in(cast, call, asked, name, status):
    one, path = call(name), f"access-requests/{asked.pk}"
    answers = [
        one.post(f"{path}/confirmation", home_id=cast.home.pk, role="owner"),
        one.post(f"{path}/refusal", reason="x"),
        one.post(f"{path}/phone"),
        one.put(f"{path}/address", address="3-2-502"),
    ]
    assert [answer.status_code for answer in answers] == [status] * 4
    assert AccessRequest.objects.get().state == RequestState.WAITING


def test_the_office_helps_with_a_forgotten_password(cast, call):
    path = f"accounts/{cast.accounts['zhou'].pk}/reset-codes"
    made = call("chen").post(path)
    assert (made.status_code, len(made.json()["code"])) == (201, 9)
    assert call("li").post(path).status_code == 403
    assert call("zhou").post(path).status_code == 403
    assert ResetCode.objects.count() == 1
