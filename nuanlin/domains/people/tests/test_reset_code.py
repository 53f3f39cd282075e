"""A forgotten password: the office makes a code, its holder uses it once, browsers are ended."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nuanlin.foundation.accounts.models import ApiToken, ResetCode
from nuanlin.foundation.accounts.tokens import digest_of
from nuanlin.foundation.audit.models import Event

WORDS = "four even warmer words"


def make(cast, by: str, whom: str):
    address = reverse("people:reset_code", args=[cast.accounts[whom].pk])
    return cast.client(by).post(address)


def code_in(response) -> str:
    [code] = re.findall(r"<code>([A-Z2-9]{4}-[A-Z2-9]{4})</code>", response.text)
    return str(code)


def use(client: Client, name: str, code: str, password: str = WORDS, **more):
    typed = {"login": name, "code": code, "password1": password, "password2": password}
    return client.post("/account/reset/", {**typed, **more})


@pytest.fixture
def code(cast):
    return code_in(make(cast, "chen", "zhou"))


def test_the_code_is_shown_once_and_kept_as_a_digest(cast, code):
    row = ResetCode.objects.get()
    assert code not in str(row.__dict__) and code.replace("-", "") not in str(row.__dict__)
    page = cast.client("chen").get(reverse("people:reset_code", args=[row.user_id]))
    assert code not in page.text
    assert Event.objects.get(verb="account.reset_code_made").data == {"account": row.user_id}
    assert row.expires_at - timezone.now() <= timedelta(minutes=30)


def test_it_sets_a_new_password_in_any_writing(cast, code, client):
    response = use(client, "139 1234 4471", code.lower().replace("-", " "))
    assert response.status_code == 302
    zhou = cast.accounts["zhou"]
    zhou.refresh_from_db()
    assert zhou.check_password(WORDS)
    assert Event.objects.get(verb="account.password_reset").subject_id == zhou.pk


def test_every_browser_and_key_of_the_account_ends(cast, code, client):
    zhou = cast.accounts["zhou"]
    there = cast.client("zhou")
    assert there.get("/my-home").status_code == 200
    UserSession.objects.create(
        user=zhou, ip="127.0.0.1", session_key=there.session.session_key, user_agent="x"
    )
    ApiToken.objects.create(user=zhou, name="x", digest=digest_of("x"))
    use(client, "13912344471", code)
    assert there.get("/my-home").status_code == 302
    assert not UserSession.objects.filter(user=zhou).exists()
    assert ApiToken.objects.get().revoked_at is not None


def test_it_works_once(cast, code):
    assert use(Client(), "13912344471", code).status_code == 302
    assert use(Client(), "13912344471", code, "three other words").status_code == 422
    assert (
        cast.accounts["zhou"]
        .__class__.objects.get(pk=cast.accounts["zhou"].pk)
        .check_password(WORDS)
    )


def test_half_an_hour_later_it_is_over(cast, code, client):
    ResetCode.objects.update(expires_at=timezone.now())
    assert use(client, "13912344471", code).status_code == 422
    assert not Event.objects.filter(verb="account.password_reset").exists()


def test_a_new_code_ends_the_earlier_one(cast, code, client):
    newer = code_in(make(cast, "chen", "zhou"))
    assert use(client, "13912344471", code).status_code == 422
    assert use(client, "13912344471", newer).status_code == 302


def test_it_belongs_to_one_name(cast, code, client):
    assert use(client, "13912344473", code).status_code == 422


def test_unknown_name_and_wrong_code_are_answered_alike(cast, code):
    wrong = use(Client(), "13912344471", "AAAA-AAAA").text
    unknown = use(Client(), "13900000000", "AAAA-AAAA").text
    sentence = "名字和验证码对不上"
    assert sentence in wrong and sentence in unknown


def test_a_weak_password_leaves_the_code_usable(cast, code):
    assert use(Client(), "13912344471", code, "12345678").status_code == 422
    assert use(Client(), "13912344471", code).status_code == 302


def test_guessing_codes_is_stopped(cast, code):
    for number in range(5):
        use(Client(), "13912344471", f"AAAA-AAA{number + 2}")
    assert use(Client(), "139-1234-4471", code).status_code == 422
    assert ResetCode.objects.get().used_at is None


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        ("chen", "zhou"),
        ("gu", "zhou"),
        ("chen", "li"),
        ("gu", "chen"),
        ("ma", "qian"),
        ("admin", "gu"),
    ],
)
def test_who_may_help_whom(cast, by, whom):
    assert make(cast, by, whom).status_code == 200
    assert ResetCode.objects.get().user == cast.accounts[whom]


@pytest.mark.parametrize(
    ("by", "whom", "status"),
    [
        ("li", "zhou", 403),  # an engineer helps nobody
        ("zhou", "wu", 403),  # nor does a neighbour
        ("ma", "zhou", 404),  # nor the other community's desk
        ("ma", "chen", 404),
        ("chen", "gu", 404),  # a manager is helped by an administrator alone
        ("gu", "admin", 404),
        ("chen", "chen", 404),  # nobody helps themselves
        ("admin", "admin", 404),
        ("chen", "sun", 404),  # belongs nowhere
    ],
)
def test_who_may_not(cast, by, whom, status):
    assert make(cast, by, whom).status_code == status
    assert not ResetCode.objects.exists()
