"""The second step: asked of administrators, offered to everybody, and really asked for."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

PASSWORD = "three warm words"
SECRET = "JBSWY3DPEHPK3PXP"


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))


@pytest.fixture
def admin(cast):
    Authenticator.objects.all().delete()
    user = cast.accounts["admin"]
    user.set_password(PASSWORD)
    user.save()
    return user


def test_an_administrator_sets_up_a_second_step_before_anything_else(admin, cast):
    client = cast.client("admin")
    for page in ("/account/start/", "/account/", reverse("people:access_requests")):
        assert client.get(page).headers["Location"] == "/account/second-step/"
    page = client.get("/account/second-step/")
    assert page.status_code == 200
    assert "/account/second-step/app/" in page.text


def test_the_demonstration_only_reminds(admin, cast, settings):
    settings.DEMONSTRATION = True
    client = cast.client("admin")
    assert client.get("/account/start/").headers["Location"] == reverse("staff:start")
    assert client.get(reverse("people:access_requests")).status_code == 200


def test_others_are_offered_it_and_not_held_up(cast):
    client = cast.client("chen")
    assert client.get(reverse("people:access_requests")).status_code == 200
    assert client.get("/account/second-step/").status_code == 200


def test_setting_up_the_app_asks_for_the_password_and_gives_recovery_codes(admin, cast, client):
    client.post("/account/sign-in/", {"login": "admin", "password": PASSWORD})
    asked = client.get("/account/second-step/app/")
    assert asked.headers["Location"].startswith("/account/again/")
    again = client.get(asked.headers["Location"])
    assert again.status_code == 200
    client.post(asked.headers["Location"], {"password": PASSWORD})
    page = client.get("/account/second-step/app/")
    assert "data:image/svg+xml" in page.text
    assert client.post("/account/second-step/app/", {"code": "000000"}).status_code == 422
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    response = client.post("/account/second-step/app/", {"code": code_now()})
    assert response.headers["Location"] == "/account/second-step/recovery/"
    assert client.get("/account/second-step/recovery/").status_code == 200
    assert "text/plain" in client.get("/account/second-step/recovery/codes.txt")["Content-Type"]
    assert client.get("/account/start/").headers["Location"] == reverse("staff:start")


def test_the_password_alone_no_longer_signs_in(admin, client):
    TOTP.activate(admin, SECRET)
    response = client.post("/account/sign-in/", {"login": "admin", "password": PASSWORD})
    assert response.headers["Location"] == "/account/second-step/code/"
    assert client.get("/account/start/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert client.get("/account/second-step/code/").status_code == 200
    assert client.post("/account/second-step/code/", {"code": "000000"}).status_code == 422
    assert "_auth_user_id" not in client.session
    response = client.post("/account/second-step/code/", {"code": code_now()})
    assert response.headers["Location"] == "/account/start/"
    assert client.session["_auth_user_id"] == str(admin.pk)


def test_guessing_the_second_step_is_locked_out(admin, client):
    TOTP.activate(admin, SECRET)
    client.post("/account/sign-in/", {"login": "admin", "password": PASSWORD})
    for _try in range(5):
        client.post("/account/second-step/code/", {"code": "000000"})
    response = client.post("/account/second-step/code/", {"code": code_now()})
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "part", ["", "app/", "passkeys/", "passkeys/add/", "recovery/new/", "app/off/"]
)
def test_every_page_of_the_second_step_opens(admin, client, part):
    client.post("/account/sign-in/", {"login": "admin", "password": PASSWORD})
    if part in ("recovery/new/", "app/off/"):
        TOTP.activate(admin, SECRET)
    address = f"/account/second-step/{part}"
    response = client.get(address)
    if response.status_code == 302:
        client.post(response.headers["Location"], {"password": PASSWORD})
        response = client.get(address)
    assert response.status_code == 200
    assert "<script>" not in response.text


def test_a_passkey_that_nobody_made_does_not_sign_in(cast, client):
    answer = client.get(
        "/account/second-step/passkeys/sign-in/", headers={"Accept": "application/json"}
    )
    assert answer.json()["request_options"]["publicKey"]["challenge"]
    response = client.post("/account/second-step/passkeys/sign-in/", {"credential": '{"id": "x"}'})
    assert response.headers["Location"] == "/account/sign-in/"
    assert "_auth_user_id" not in client.session
