"""Signing in with whatever habit, being locked out, and where one arrives."""

import pytest
from django.test import Client
from django.urls import reverse

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event

SIGN_IN = "/account/sign-in/"
PASSWORD = "three warm words"


@pytest.fixture
def zhou(cast):
    user = cast.accounts["zhou"]
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def chen(cast):
    user = cast.accounts["chen"]
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, name: str, password: str = PASSWORD, **more):
    return client.post(SIGN_IN, {"login": name, "password": password, **more})


@pytest.mark.parametrize(
    "typed",
    [
        "13912344471",
        "139 1234 4471",
        "139-1234-4471",
        "+86 139 1234 4471",
        "１３９１２３４４４７１",
    ],
)
def test_a_phone_number_in_any_habit_signs_in(zhou, client, typed):
    response = sign_in(client, typed)
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/start/"
    assert client.session["_auth_user_id"] == str(zhou.pk)


def test_a_staff_name_signs_in_although_the_phone_wrote_a_capital(chen, client):
    assert sign_in(client, " Chen ").status_code == 302


def test_a_wrong_password_is_told_without_saying_which_was_wrong(zhou, client):
    known = sign_in(client, "13912344471", "wrong")
    unknown = sign_in(client, "13900000000", "wrong")
    assert known.status_code == unknown.status_code == 422
    sentence = "名字和密码对不上"
    assert sentence in known.text and sentence in unknown.text
    assert "_auth_user_id" not in client.session
    assert 'value="+8613912344471"' in known.text or "13912344471" in known.text


def test_after_five_wrong_passwords_even_the_right_one_waits(zhou):
    for typed in ["13912344471", "139 1234 4471", "+8613912344471", "13912344471", "13912344471"]:
        sign_in(Client(), typed, "wrong")
    response = sign_in(Client(), "13912344471")
    assert response.status_code == 422
    assert "一刻钟" in response.text


def test_lockout_of_one_name_leaves_others_alone(zhou, chen, client):
    for _try in range(6):
        sign_in(Client(), "13912344471", "wrong")
    assert sign_in(client, "chen").status_code == 302


def test_an_address_that_tries_very_often_waits(zhou, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    for _try in range(3):
        sign_in(client, "somebody", "wrong")
    response = sign_in(client, "13912344471")
    assert response.status_code == 429
    assert "请稍等" in response.text


def test_a_closed_account_does_not_get_in(zhou, client):
    User.objects.filter(pk=zhou.pk).update(is_active=False)
    assert sign_in(client, "13912344471").status_code == 422
    assert "_auth_user_id" not in client.session


def test_signing_in_goes_on_to_the_page_that_was_asked_for(zhou, client):
    response = sign_in(client, "13912344471", next="/my-home")
    assert response.headers["Location"] == "/my-home"


def test_signing_in_never_leads_to_another_site(zhou, client):
    response = sign_in(client, "13912344471", next="https://evil.example/")
    assert response.headers["Location"] == "/account/start/"


@pytest.mark.parametrize(
    ("name", "arrives"),
    [("zhou", "resident:home"), ("chen", "staff:start"), ("sun", "people:no_home")],
)
def test_everybody_arrives_where_they_belong(cast, name, arrives):
    response = cast.client(name).get("/account/start/")
    assert response.status_code == 302
    assert response.headers["Location"] == reverse(arrives)


def test_who_works_and_lives_here_chooses_once(cast):
    person = cast.people["wu"]
    person.account = None
    person.save()
    person.account = cast.accounts["chen"]
    person.save()
    client = cast.client("chen")
    assert "上班还是回家" in client.get("/account/start/").text
    response = client.post("/account/door/", {"door": "home"})
    assert response.headers["Location"] == reverse("resident:home")
    assert client.get("/account/start/").headers["Location"] == reverse("resident:home")
    client.post("/account/door/", {"door": "staff"})
    assert client.get("/account/start/").headers["Location"] == reverse("staff:start")


def test_signing_out_asks_by_a_page_and_acts_by_post(cast):
    client = cast.client("zhou")
    assert client.get("/account/sign-out/").status_code == 200
    assert client.get("/my-home").status_code == 200
    assert client.post("/account/sign-out/").status_code == 302
    assert client.get("/my-home").status_code == 302


def test_changing_the_password_keeps_this_browser_and_ends_others(zhou, cast):
    here, there = cast.client("zhou"), cast.client("zhou")
    typed = {"oldpassword": PASSWORD, "password1": "four even warmer words"}
    response = here.post("/account/password/", {**typed, "password2": typed["password1"]})
    assert response.status_code == 302
    assert here.get("/my-home").status_code == 200
    assert there.get("/my-home").status_code == 302
    assert Event.objects.filter(verb="account.password_changed", account_id=zhou.pk).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"oldpassword": "wrong"}, "这不是您现在的密码"),
        ({"password2": "something else"}, "password2"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"password1": PASSWORD, "password2": PASSWORD}, "请换一个"),
    ],
)
def test_a_password_that_cannot_be_changed_stays(zhou, cast, typed, sentence):
    fine = {
        "oldpassword": PASSWORD,
        "password1": "four even warmer",
        "password2": "four even warmer",
    }
    response = cast.client("zhou").post("/account/password/", {**fine, **typed})
    assert response.status_code == 422
    assert sentence in response.text
    zhou.refresh_from_db()
    assert zhou.check_password(PASSWORD)


def test_who_must_change_the_password_sees_nothing_else_first(zhou, cast):
    User.objects.filter(pk=zhou.pk).update(must_change_password=True)
    client = cast.client("zhou")
    for page in ("/", "/my-home", "/account/", "/account/start/"):
        assert client.get(page).headers["Location"] == "/account/password/"
    assert "您自己的密码" in client.get("/account/password/").text
    new = "four even warmer words"
    response = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert response.headers["Location"] == "/account/start/"
    assert client.get("/my-home").status_code == 200


def test_a_closed_account_is_out_at_its_next_request(cast):
    client = cast.client("zhou")
    assert client.get("/my-home").status_code == 200
    User.objects.filter(pk=cast.accounts["zhou"].pk).update(is_active=False)
    response = client.get("/my-home")
    assert response.status_code == 302
    assert response.headers["Location"].startswith(SIGN_IN)


def test_allauths_unused_pages_have_no_address(client, db):
    for page in ("signup/", "login/", "email/", "password/reset/", "confirm-email/", "3rdparty/"):
        assert client.get(f"/account/{page}").status_code == 404


def test_the_sign_in_page_holds_no_script_of_its_own(client, db):
    response = client.get(SIGN_IN)
    assert response.status_code == 200
    assert "<script>" not in response.text and "onclick" not in response.text
    assert 'src="/static/accounts/passkeys' in response.text
