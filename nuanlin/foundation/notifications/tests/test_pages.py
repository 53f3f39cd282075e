import pytest
from django.urls import reverse

from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications import queries
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.models import Notification

LIST = reverse("notifications:list")


@pytest.fixture
def told(cast):
    def say(name, text="The leak is mended", url="/"):
        event = Event.objects.create(verb="x", subject_type="x", subject_id=1)
        tell(event.pk, [Telling([cast.accounts[name].pk], text, {}, url)])
        return Notification.objects.get(event=event)

    return say


@pytest.mark.parametrize(
    ("name", "shell"),
    [("zhou", "resident"), ("chen", "console-page"), ("li", "on-site"), ("sun", "resident")],
)
def test_everyone_reads_their_messages_in_their_own_shell(cast, told, name, shell):
    told(name)
    page = cast.client(name).get(LIST).content.decode()
    assert "The leak is mended" in page
    assert f'<body class="{shell}"' in page
    assert f'data-live="account:{cast.accounts[name].pk}"' in page


def test_an_empty_page_says_what_will_be_here(cast):
    page = cast.client("zhou").get(LIST)
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_an_open_page_asks_for_the_list_alone(cast, told):
    told("zhou")
    part = cast.client("zhou").get(LIST, headers={"X-Live-Refresh": "1"}).content.decode()
    assert 'id="messages"' in part
    assert 'id="messages-heading"' in part
    assert "<html" not in part


def test_the_bell_counts_what_is_unread(cast, told):
    told("zhou")
    told("zhou")
    told("zhao")
    bell = cast.client("zhou").get(reverse("notifications:bell")).content.decode()
    assert 'id="bell"' in bell
    assert ">2</span>" in bell
    assert reverse("notifications:bell") in bell
    assert "count-" not in cast.client("wu").get(reverse("notifications:bell")).content.decode()


def test_a_tap_marks_the_message_read_and_goes_to_what_it_speaks_of(cast, told):
    message, other = told("zhou", url="/cases/7/"), told("zhou")
    client = cast.client("zhou")
    address = reverse("notifications:open", args=[message.pk])
    assert client.get(address).status_code == 405, "opening a link must change nothing"
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, "/cases/7/")
    message.refresh_from_db()
    other.refresh_from_db()
    assert message.read_at is not None
    assert other.read_at is None
    before = message.read_at
    client.post(address)
    message.refresh_from_db()
    assert message.read_at == before


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_a_message_never_leads_out_of_the_house(cast, told, url):
    message = told("zhou", url=url)
    answer = cast.client("zhou").post(reverse("notifications:open", args=[message.pk]))
    assert answer["Location"] == LIST


def test_anothers_message_is_as_good_as_missing(cast, told):
    message = told("zhao")
    answer = cast.client("zhou").post(reverse("notifications:open", args=[message.pk]))
    assert answer.status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_everything_can_be_marked_read_at_once(cast, told):
    told("zhou")
    told("zhou")
    hers = told("zhao")
    client = cast.client("zhou")
    answer = client.post(reverse("notifications:read_all"))
    assert answer["Location"] == LIST
    unread = Notification.objects.filter(read_at__isnull=True)
    assert list(unread) == [hers]
    assert reverse("notifications:read_all") not in client.get(LIST).content.decode()


def test_older_messages_are_a_page_further(cast, told, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        told("zhou", text=f"number {number}")
    client = cast.client("zhou")
    first = client.get(LIST).content.decode()
    assert "number 2" in first
    assert "number 0" not in first
    cursor = Notification.objects.get(text="number 1").pk
    assert f"{LIST}?before={cursor}" in first
    second = client.get(LIST, {"before": cursor}).content.decode()
    assert "number 0" in second
    assert "number 1" not in second


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²", ""])
def test_an_odd_cursor_is_no_error(cast, before):
    assert cast.client("zhou").get(LIST, {"before": before}).status_code == 200


def test_nobody_is_shown_to_the_door(cast, told):
    message = told("zhou")
    client = cast.client("nobody")
    assert client.get(LIST).status_code == 302
    assert client.get(reverse("notifications:bell")).status_code == 302
    assert client.post(reverse("notifications:open", args=[message.pk])).status_code == 302
    assert client.post(reverse("notifications:read_all")).status_code == 302
    message.refresh_from_db()
    assert message.read_at is None


def test_the_list_takes_few_statements(cast, told, django_assert_max_num_queries):
    for _ in range(40):
        told("zhou")
    client = cast.client("zhou")
    with django_assert_max_num_queries(8):
        client.get(LIST)
