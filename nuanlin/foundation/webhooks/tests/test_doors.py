"""Administrators look after webhooks, by pages and by API; nobody else knows of them."""

import re
from uuid import uuid4

import pytest

from nuanlin.foundation.webhooks.jobs import deliver
from nuanlin.foundation.webhooks.models import Delivery, Endpoint, Outcome, Standing

LIST = "/staff/webhooks/"


def filled(**facts):
    return {
        "name": "城市热线",
        "url": "https://hotline.example.com/hook",
        "types": ["case.created", "case.closed"],
        "request_key": uuid4().hex,
        **facts,
    }


def text(answer) -> str:
    return str(answer.content.decode())


def test_the_secret_is_shown_once_and_kept_sealed(cast):
    admin, form = cast.client("admin"), filled()
    page = text(admin.post(f"{LIST}new/", form))
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", page)
    again = admin.post(f"{LIST}new/", form)
    made = Endpoint.objects.get()
    assert again.status_code == 302
    assert secret not in text(admin.get(f"{LIST}{made.pk}/"))
    assert secret.removeprefix("whsec_") not in made.secret


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.8/hook",
        "https://[::1]/hook",
        "https://[::ffff:192.168.1.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://user:word@example.com/",
        "https://example.com:99999/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "[",
    ],
)
def test_an_address_that_must_not_be_asked_is_refused(cast, url):
    answer = cast.client("admin").post(f"{LIST}new/", filled(url=url))
    assert answer.status_code == 422 and 'id="id_url_error"' in text(answer)
    assert not Endpoint.objects.exists()


def test_a_name_that_leads_into_the_own_network_is_not_asked(cast, settings):
    cast.client("admin").post(f"{LIST}new/", filled(url="https://localhost/hook"))
    endpoint = Endpoint.objects.get()
    cast.client("admin").post(f"{LIST}{endpoint.pk}/steps/", {"step": "test"})
    deliver(delivery_id=Delivery.objects.get().pk)
    assert Delivery.objects.get().answer == "not a public address"


def test_a_test_is_sent_also_while_paused_and_can_be_sent_again(cast, receiver):
    admin = cast.client("admin")
    admin.post(f"{LIST}new/", filled(url=receiver.url))
    address = f"{LIST}{Endpoint.objects.get().pk}/"
    admin.post(f"{address}steps/", {"step": "pause"})
    admin.post(f"{address}steps/", {"step": "test"})
    receiver.status, receiver.body = 500, b"<b>broken</b>"
    delivery = Delivery.objects.get()
    deliver(delivery_id=delivery.pk)
    page = text(admin.get(address))
    assert "500" in page and "&lt;b&gt;broken" in page
    receiver.status = 200
    admin.post(f"{LIST}deliveries/{delivery.pk}/", {"endpoint": delivery.endpoint_id})
    deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.outcome == Outcome.DELIVERED and len(receiver.got) == 2


def test_a_removed_endpoint_is_gone_from_every_door(cast):
    admin = cast.client("admin")
    admin.post(f"{LIST}new/", filled())
    address = f"{LIST}{Endpoint.objects.get().pk}/"
    assert admin.post(f"{address}steps/", {"step": "remove"}).status_code == 302
    assert admin.get(address).status_code == 404
    assert admin.post(f"{address}steps/", {"step": "resume"}).status_code == 404
    assert Endpoint.objects.get().standing == Standing.REMOVED


@pytest.mark.parametrize("name", ["gu", "chen", "li", "zhou", "nobody"])
def test_others_do_not_know_of_them(cast, call, name):
    client = cast.client(name)
    assert client.get(LIST).status_code in {302, 403}
    assert client.post(f"{LIST}new/", filled()).status_code in {302, 403}
    assert call(name).post("webhooks", name="x", url="https://a.b", types=[]).status_code in {
        401,
        404,
    }
    assert not Endpoint.objects.exists()


def test_all_of_it_by_api(cast, call):
    admin, key = call("admin"), uuid4().hex
    body = {"name": "热线", "url": "https://hotline.example.com/x", "types": ["case.done"]}
    made = admin.post("webhooks", key, **body)
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    assert admin.post("webhooks", key, **body).json()["secret"] is None
    address = f"webhooks/{made.json()['id']}"
    assert "case.done" in [one["type"] for one in admin.get("webhooks/types").json()]
    assert [one["name"] for one in admin.get("webhooks").json()] == ["热线"]
    assert admin.put(address, **{**body, "types": ["nothing"]}).json()["field"] == "types"
    assert admin.put(address, **{**body, "name": "新名"}).json()["name"] == "新名"
    assert admin.post(f"{address}/secret").json()["secret"].startswith("whsec_")
    assert admin.put(f"{address}/standing", standing="paused").json()["standing"] == "paused"
    assert admin.post(f"{address}/tests").status_code == 202
    [sent] = admin.get(f"{address}/deliveries").json()["items"]
    assert sent["type"] == "webhook.test" and sent["outcome"] == "waiting"
    assert admin.post(f"webhooks/deliveries/{sent['id']}/tries").status_code == 409
    assert admin.delete(address).status_code == 204
    assert admin.get(address).status_code == 404
