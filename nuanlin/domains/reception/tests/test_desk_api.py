"""The reception desk and its knowledge list through the API (D1, D2)."""

from datetime import timedelta

from django.utils import timezone

from nuanlin.domains.reception.actions.calls import take_call
from nuanlin.domains.reception.models import KnowledgeEntry, PromisedCall


def test_a_sheet_is_read_by_number_with_every_number_masked(cast, call):
    desk, here = call("chen"), cast.community.pk
    take_call(here, number="13912344471", by=cast.actor("chen"))
    found = desk.get(f"communities/{here}/caller-sheet", number="139 1234 4471").json()
    assert found["person_id"] == cast.people["zhou"].pk and found["home_id"] == cast.home.pk
    assert [one["phone"] for one in found["family"]] == ["139****4471", "139****4472"]
    assert desk.get(f"communities/{cast.other.pk}/caller-sheet").status_code == 404
    assert call("zhou").get(f"communities/{here}/caller-sheet").status_code == 404


def test_a_callback_is_promised_tried_and_kept(cast, call):
    desk, here = call("chen"), cast.community.pk
    due = timezone.now() + timedelta(hours=1)
    path = f"communities/{here}/promised-calls"
    given = {"about": "报价", "due_at": due.isoformat(), "person_id": cast.people["zhou"].pk}
    promised = desk.post(path, **given).json()
    assert promised["number"] == "139****4471" and promised["outcome"] is None
    assert [one["id"] for one in desk.get(path).json()] == [promised["id"]]
    assert {call(who).get(path).status_code for who in ("zhou", "ma")} == {404}
    shown = desk.post(f"promised-calls/{promised['id']}/number").json()
    assert shown == {"number": "+8613912344471"}
    later = due + timedelta(hours=2)
    tries = f"promised-calls/{promised['id']}/tries"
    tried = desk.post(tries, outcome="not_reached", next_try_at=later.isoformat()).json()
    assert tried["tries"] == 1 and tried["closed_at"] is None
    assert desk.post(tries, outcome="reached").json()["outcome"] == "reached"
    assert desk.post(tries, outcome="reached").status_code == 409
    assert PromisedCall.objects.get().tries == 2


def test_an_answer_is_kept_by_managers_and_found_by_residents_if_it_is_public(cast, call):
    gu, here = call("gu"), cast.community.pk
    given = {"question": "快递放在哪里", "answer": "南门岗亭旁的快递柜", "words": "包裹"}
    path = f"communities/{here}/answers"
    assert call("chen").post(path, **given).status_code == 404
    made = gu.post(path, **given).json()
    assert gu.post(path, **given).status_code in (409, 422)
    zhou = call("zhou")
    assert zhou.get("answers", words="包裹").json() == []
    gu.put(f"answers/{made['id']}", **given, public=True)
    assert [one["id"] for one in zhou.get("answers", words="包裹").json()] == [made["id"]]
    assert call("qian").get("answers").json() == []
    assert gu.post(f"answers/{made['id']}/check").status_code == 200
    assert gu.delete(f"answers/{made['id']}").status_code == 204
    assert KnowledgeEntry.objects.get().retired_at is not None


def test_a_note_goes_to_one_colleague(cast, call):
    desk, here = call("chen"), cast.community.pk
    path = f"communities/{here}/colleague-notes"
    made = desk.post(path, to=cast.staff["li"].pk, text="请回电").json()
    li = call("li")
    assert [one["id"] for one in li.get("colleague-notes?unread=true").json()] == [made["id"]]
    assert li.post(f"colleague-notes/{made['id']}/reading").json()["read_at"]
    assert call("lin").post(f"colleague-notes/{made['id']}/reading").status_code == 404
    assert desk.post(path, to=cast.staff["ma"].pk, text="请回电").status_code == 404
