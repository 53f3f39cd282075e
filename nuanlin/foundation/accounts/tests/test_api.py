"""The account through the API: signing in for a token, who I am, password, browsers."""

import pytest
from allauth.mfa.models import Authenticator

from nuanlin.foundation.accounts.models import ApiToken, User
from nuanlin.foundation.accounts.resetting import issue_reset_code
from nuanlin.foundation.accounts.tests.test_second_step import SECRET, code_now
from nuanlin.foundation.audit.models import Event

PASSWORD = "three warm words"


@pytest.fixture(autouse=True)
def passwords(cast):
    for name in ("zhou", "chen", "admin"):
        cast.accounts[name].set_password(PASSWORD)
        cast.accounts[name].save()


@pytest.fixture
def app(cast):
    """Zhou has set up the authenticator app."""
    return Authenticator.objects.create(
        user=cast.accounts["zhou"], type=Authenticator.Type.TOTP, data={"secret": SECRET}
    )


def test_name_and_password_give_a_token_that_opens_the_api(call):
    made = call("nobody").post("tokens", name="139 1234 4471", password=PASSWORD, label="手机")
    assert made.status_code == 201
    client = call("nobody")
    client.headers["Authorization"] = f"Bearer {made.json()['token']}"
    me = client.get("me").json()
    assert (me["name"], [home["plate"] for home in me["homes"]]) == ("周建国", ["3-2-501"])
    assert [token["label"] for token in client.get("tokens").json()] == ["手机"]


def test_unknown_names_wrong_passwords_and_closed_accounts_are_answered_alike(cast, call):
    User.objects.filter(pk=cast.accounts["chen"].pk).update(is_active=False)
    answers = [
        call("nobody").post("tokens", name=name, password=password)
        for name, password in (("zhou2", PASSWORD), ("+8613912344471", "x"), ("chen", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "wrong_pair"
    assert not ApiToken.objects.exists()


def test_after_five_wrong_tries_the_right_password_has_to_wait(call):
    for _try in range(5):
        call("nobody").post("tokens", name="chen", password="wrong")
    answer = call("nobody").post("tokens", name="chen", password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert not ApiToken.objects.exists()


def test_an_account_with_a_second_step_is_asked_for_its_code(app, call):
    who = {"name": "+8613912344471", "password": PASSWORD}
    asked = call("nobody").post("tokens", **who)
    assert (asked.status_code, asked.json()["code"]) == (422, "second_step_needed")
    wrong = call("nobody").post("tokens", **who, code="000000")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "code")
    assert not ApiToken.objects.exists()
    assert call("nobody").post("tokens", **who, code=code_now()).status_code == 201


def test_a_code_without_the_password_says_nothing(app, call):
    answer = call("nobody").post("tokens", name="+8613912344471", password="x", code=code_now())
    assert answer.json()["code"] == "wrong_pair"


def test_an_administrator_without_a_second_step_gets_no_token(cast, call):
    Authenticator.objects.all().delete()
    answer = call("nobody").post("tokens", name="admin", password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (409, "settle_account_first")
    assert not ApiToken.objects.exists()


def test_a_token_closes_when_its_administrator_gives_up_the_second_step(call):
    admin = call("admin")
    assert admin.get("communities").status_code == 200
    Authenticator.objects.all().delete()
    assert admin.get("communities").json()["code"] == "settle_account_first"


def test_a_retried_sign_in_makes_one_token_and_shows_it_once(call):
    who = {"name": "chen", "password": PASSWORD}
    first = call("nobody").post("tokens", key="k1", **who).json()
    second = call("nobody").post("tokens", key="k1", **who).json()
    assert (first["id"], second["token"]) == (second["id"], None)
    assert ApiToken.objects.count() == 1


def test_a_revoked_token_opens_nothing_and_only_ones_own_can_be_revoked(cast, call):
    zhou, chen = call("zhou"), call("chen")
    [token] = zhou.get("tokens").json()
    assert chen.delete(f"tokens/{token['id']}").status_code == 404
    assert zhou.get("me").status_code == 200
    assert zhou.delete(f"tokens/{token['id']}").status_code == 204
    assert zhou.get("me").status_code == 401


def test_preferences_change_alone_and_stay(cast, call):
    zhou = call("zhou")
    assert zhou.patch("me", elder_mode=True).json()["preferences"] == {
        "language": "",
        "theme": "system",
        "elder_mode": True,
    }
    assert zhou.patch("me", theme="dark").json()["preferences"]["elder_mode"] is True
    assert zhou.patch("me", theme="pink").status_code == 422
    assert User.objects.get(pk=cast.accounts["zhou"].pk).theme == "dark"


def test_a_password_is_changed_with_the_present_one(cast, call):
    zhou = call("zhou")
    wrong = zhou.post("me/password", present="no", new="four green hills")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "present")
    weak = zhou.post("me/password", present=PASSWORD, new="12345678")
    assert (weak.json()["code"], weak.json()["field"]) == ("password_too_weak", "new")
    assert cast.accounts["zhou"].check_password(PASSWORD)
    assert zhou.post("me/password", present=PASSWORD, new="four green hills").status_code == 204
    assert User.objects.get(pk=cast.accounts["zhou"].pk).check_password("four green hills")
    assert Event.objects.filter(verb="account.password_changed").count() == 1


def test_the_offices_code_gives_a_new_password_once(cast, call):
    _row, code = issue_reset_code(cast.accounts["zhou"], by=cast.actor("chen"))
    sent = {"name": "13912344471", "code": code, "password": "four green hills"}
    wrong = call("nobody").post("password-resets", **{**sent, "code": "AAAA-AAAA"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "code")
    assert call("nobody").post("password-resets", **sent).status_code == 204
    assert call("nobody").post("password-resets", **sent).status_code == 422
    assert User.objects.get(pk=cast.accounts["zhou"].pk).check_password("four green hills")


def test_ones_own_browsers_can_be_signed_out(cast, call, client):
    client.post("/account/sign-in/", {"login": "chen", "password": PASSWORD})
    client.get("/account/")
    [browser] = call("chen").get("me/browsers").json()
    assert call("zhou").delete(f"me/browsers/{browser['id']}").status_code == 404
    assert call("chen").delete(f"me/browsers/{browser['id']}").status_code == 204
    assert client.get("/account/").status_code == 302


def test_a_browsers_session_is_nobody_to_the_api(cast, call):
    browser = cast.client("chen")
    assert browser.get("/api/v1/me").status_code == 401
    made = browser.post(
        "/api/v1/access-requests",
        {"community_id": cast.community.pk, "address": "3-2-501", "name": "x", "role": "owner"},
        content_type="application/json",
    )
    assert made.status_code == 422


@pytest.mark.parametrize("path", ["tokens", "me", "me/browsers", "notifications"])
def test_without_a_token_there_is_nothing_to_read(call, path):
    answer = call("nobody").get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
