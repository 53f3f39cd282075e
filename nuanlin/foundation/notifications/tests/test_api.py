"""What I was told, through the API."""

from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.models import Notification


def told(cast, number=1):
    for _one in range(number):
        event = record("case.submitted", subject=cast.home, by=cast.actor("chen"))
        tell(event.pk, [Telling([cast.accounts["zhou"].pk], "Hello")])


def test_messages_come_newest_first_by_cursor(cast, call):
    told(cast, 33)
    zhou = call("zhou")
    first = zhou.get("notifications").json()
    rest = zhou.get("notifications", after=first["next"]).json()
    keys = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert (len(keys), keys) == (33, sorted(keys, reverse=True))
    assert (rest["next"], first["unread"]) == ("", 33)
    assert (first["items"][0]["about"], first["items"][0]["about_id"]) == ("home", cast.home.pk)


def test_one_is_read_and_then_all(cast, call):
    told(cast, 3)
    zhou = call("zhou")
    newest = zhou.get("notifications").json()["items"][0]
    assert zhou.post(f"notifications/{newest['id']}/reading").status_code == 204
    assert zhou.get("notifications").json()["unread"] == 2
    assert zhou.post("notifications/reading").status_code == 204
    assert zhou.get("notifications").json()["unread"] == 0


def test_anothers_message_is_not_there(cast, call):
    told(cast)
    wu = call("wu")
    assert wu.get("notifications").json()["items"] == []
    assert wu.post(f"notifications/{Notification.objects.get().pk}/reading").status_code == 404
    assert Notification.objects.filter(read_at=None).count() == 1
