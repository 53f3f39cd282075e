"""Keys to the API: shown once, kept as digests, revocable, and read in one statement."""

import re
from datetime import timedelta

from django.utils import timezone

from nuanlin.foundation.accounts.models import ApiToken, User
from nuanlin.foundation.accounts.tokens import account_for_token
from nuanlin.foundation.audit.models import Event

PAGE = "/account/tokens/"


def make(client, **typed) -> str:
    page = client.post(PAGE, {"name": "我的脚本", **typed}).text
    [raw] = set(re.findall(r"nuanlin_[\w-]+", page)) - {"nuanlin_language"}
    return str(raw)


def test_a_key_is_shown_once_and_only_its_digest_is_kept(cast):
    client = cast.client("zhou")
    raw = make(client)
    token = ApiToken.objects.get()
    assert raw not in str(token.__dict__)
    assert raw not in client.get(PAGE).text
    assert "我的脚本" in client.get(PAGE).text
    assert Event.objects.filter(verb="account.token_made", subject_id=token.pk).exists()


def test_a_form_sent_twice_makes_one_key(cast):
    client = cast.client("zhou")
    make(client, request_key="k1")
    assert client.post(PAGE, {"name": "我的脚本", "request_key": "k1"}).status_code == 302
    assert ApiToken.objects.count() == 1


def test_a_key_without_a_name_is_not_made(cast):
    assert cast.client("zhou").post(PAGE, {"name": ""}).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_key_opens_the_account_with_its_actor(cast, django_assert_num_queries):
    raw = make(cast.client("zhou"))
    assert account_for_token(raw) == cast.accounts["zhou"]
    with django_assert_num_queries(1):
        account = account_for_token(raw)
    assert account is not None
    assert account.actor == cast.actor("zhou")


def test_its_use_is_noted_once_a_day(cast, django_assert_num_queries):
    raw = make(cast.client("zhou"))
    account_for_token(raw)
    assert ApiToken.objects.get().last_used_on == timezone.localdate()
    yesterday = timezone.localdate() - timedelta(days=1)
    ApiToken.objects.update(last_used_on=yesterday)
    with django_assert_num_queries(2):
        account_for_token(raw)
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_a_revoked_key_opens_nothing(cast):
    client = cast.client("zhou")
    raw = make(client)
    token = ApiToken.objects.get()
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 302
    assert account_for_token(raw) is None
    assert Event.objects.filter(verb="account.token_revoked").count() == 1
    client.post(f"{PAGE}{token.pk}/revoke/")
    assert Event.objects.filter(verb="account.token_revoked").count() == 1


def test_nobody_revokes_anothers_key(cast):
    raw = make(cast.client("zhou"))
    token = ApiToken.objects.get()
    for name in ("wu", "admin", "chen"):
        assert cast.client(name).post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert account_for_token(raw) is not None


def test_what_is_no_key_opens_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert account_for_token("") is None
        assert account_for_token("Bearer x") is None
    assert account_for_token("nuanlin_wrong") is None


def test_the_key_of_a_closed_account_opens_nothing(cast):
    raw = make(cast.client("zhou"))
    User.objects.filter(pk=cast.accounts["zhou"].pk).update(is_active=False)
    assert account_for_token(raw) is None


def test_keys_need_somebody_signed_in(client, db):
    assert client.get(PAGE).status_code == 302
