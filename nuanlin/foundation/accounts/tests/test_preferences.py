"""Language, type size and theme: remembered with the account, in a cookie before sign-in."""

import pytest

PASSWORD = "three warm words"


def test_the_language_holds_without_an_account(client, db):
    response = client.post("/language/", {"language": "en", "next": "/account/sign-in/"})
    assert response.headers["Location"] == "/account/sign-in/"
    assert "Welcome home" in client.get("/account/sign-in/").text
    client.post("/language/", {"language": "zh-hans"})
    assert "欢迎回家" in client.get("/account/sign-in/").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_a_switch_never_leads_to_another_site(client, db, elsewhere):
    for page, typed in [
        ("/language/", {"language": "en"}),
        ("/account/elder/", {"elder": "1"}),
        ("/account/theme/", {"theme": "dark"}),
    ]:
        assert client.post(page, {**typed, "next": elsewhere}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client, db):
    response = client.post("/language/", {"language": "xx"})
    assert "nuanlin_language" not in response.cookies


def test_switches_are_not_thrown_by_opening_a_link(client, db):
    for page in ("/language/", "/account/elder/", "/account/theme/"):
        assert client.get(page).status_code == 405


def test_large_type_holds_and_ends(cast):
    client = cast.client("zhou")
    client.post("/account/elder/", {"elder": "1"})
    assert "data-elder" in client.get("/my-home").text
    client.post("/account/elder/", {"elder": ""})
    assert "data-elder" not in client.get("/my-home").text


def test_the_theme_holds(cast):
    client = cast.client("zhou")
    client.post("/account/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/my-home").text
    client.post("/account/theme/", {"theme": "system"})
    assert "data-theme=" not in client.get("/my-home").text


def test_a_new_browser_shows_pages_as_the_account_likes_them(cast, client):
    zhou = cast.accounts["zhou"]
    zhou.set_password(PASSWORD)
    zhou.language, zhou.theme, zhou.elder_mode = "en", "dark", True
    zhou.save()
    client.post("/account/sign-in/", {"login": "13912344471", "password": PASSWORD})
    page = client.get("/my-home").text
    assert 'lang="en"' in page and 'data-theme="dark"' in page and "data-elder" in page
