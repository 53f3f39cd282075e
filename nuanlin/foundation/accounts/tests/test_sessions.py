"""Where one is signed in: seen, and ended for real."""

import pytest
from django.test import Client

PASSWORD = "three warm words"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 MicroMessenger/8.0 Safari/604"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/128.0 Safari/537 Edg/128.0"
PAGE = "/account/sessions/"


@pytest.fixture
def zhou(cast):
    user = cast.accounts["zhou"]
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(user_agent: str) -> Client:
    client = Client(headers={"user-agent": user_agent})
    client.post("/account/sign-in/", {"login": "13912344471", "password": PASSWORD})
    return client


def session_of(page: str) -> str:
    return page.split('name="session" value="')[1].split('"')[0]


def test_browsers_are_listed_as_their_owner_knows_them(zhou):
    phone, _desk = browser(PHONE), browser(DESK)
    page = phone.get(PAGE).text
    assert "WeChat · iPhone" in page and "Edge · Windows" in page
    assert page.count("当前浏览器") == 1


def test_ending_one_browser_signs_that_one_out(zhou):
    phone, desk, third = browser(PHONE), browser(DESK), browser("Firefox Linux")
    other = session_of(phone.get(PAGE).text)
    assert phone.post(PAGE, {"session": other}).status_code == 302
    alive = [client.get("/my-home").status_code for client in (phone, desk, third)]
    assert alive[0] == 200 and sorted(alive[1:]) == [200, 302]


def test_ending_all_others_keeps_this_one(zhou):
    phone, desk, third = browser(PHONE), browser(DESK), browser("Firefox Linux")
    phone.post(PAGE)
    alive = [client.get("/my-home").status_code for client in (phone, desk, third)]
    assert alive == [200, 302, 302]


def test_nobody_ends_anothers_browser(zhou, cast):
    phone, desk = browser(PHONE), browser(DESK)
    other = session_of(phone.get(PAGE).text)
    cast.client("wu").post(PAGE, {"session": other})
    assert desk.get("/my-home").status_code == phone.get("/my-home").status_code == 200
