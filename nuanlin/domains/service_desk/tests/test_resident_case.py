"""One matter from the resident's side: its question, its story, writing, taking it back."""

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, FollowUp, Message, Outcome, Rating, State
from nuanlin.foundation.audit.models import Event

STARS = {"attitude": 5, "speed": 4, "quality": 5}


def test_a_finished_matter_asks_its_one_question_in_fitting_words(cast, stage):
    case = stage.done()
    page = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "现在还漏吗？" in page
    assert "还是漏" in page
    assert "您满意之前，这件事不会关闭" in page


def test_satisfied_closes_it_and_keeps_the_stars(cast, stage):
    case = stage.done()
    given = {"outcome": "satisfied", "words": "谢谢师傅", "request_key": "a" * 32, **STARS}
    answer = cast.client("zhou").post(f"/cases/{case.pk}/answer/", given)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == State.CLOSED
    rating = Rating.objects.get()
    assert (rating.attitude, rating.speed, rating.words) == (5, 4, "谢谢师傅")
    page = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "满意，办好了" in page
    assert "这次做得怎么样" not in page


def test_answering_twice_in_haste_counts_once(cast, stage):
    case = stage.done()
    given = {"outcome": "satisfied", "request_key": "a" * 32}
    client = cast.client("zhou")
    answers = [client.post(f"/cases/{case.pk}/answer/", given).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Event.objects.filter(verb="case.satisfied").count() == 1


@pytest.mark.parametrize("outcome", ["half", "not_fixed"])
def test_what_is_still_wrong_must_be_said_and_goes_back_to_work(cast, stage, outcome):
    case = stage.done()
    client = cast.client("zhou")
    refused = client.post(f"/cases/{case.pk}/answer/", {"outcome": outcome, "words": " "})
    assert refused.status_code == 422
    assert "请说说还有哪里不对" in refused.content.decode()
    case.refresh_from_db()
    assert case.state == State.DONE
    client.post(f"/cases/{case.pk}/answer/", {"outcome": outcome, "words": "接头还在滴水"})
    case.refresh_from_db()
    assert (case.state, case.assignee) == (State.CLASSIFIED, None)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "接头还在滴水" in page
    assert "会再来一次" in page


def test_half_given_stars_are_asked_for_and_nothing_closes(cast, stage):
    case = stage.done()
    given = {"outcome": "satisfied", "attitude": 5}
    answer = cast.client("zhou").post(f"/cases/{case.pk}/answer/", given)
    assert answer.status_code == 422
    assert "请打一到五颗星" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.DONE
    assert not Rating.objects.exists()


def test_cannot_tell_yet_leaves_it_open_and_asks_again(cast, stage):
    case = stage.done()
    cast.client("zhou").post(f"/cases/{case.pk}/answer/", {"outcome": "undecided"})
    case.refresh_from_db()
    assert case.state == State.DONE
    assert FollowUp.objects.filter(case=case, made_at__isnull=True).count() == 1


def test_nobody_answers_not_reached_or_for_a_neighbour(cast, stage):
    case = stage.done()
    mine = cast.client("zhou").post(f"/cases/{case.pk}/answer/", {"outcome": "not_reached"})
    theirs = cast.client("wu").post(f"/cases/{case.pk}/answer/", {"outcome": "satisfied"})
    assert (mine.status_code, theirs.status_code) == (422, 404)
    assert not FollowUp.objects.filter(case=case, made_at__isnull=False).exists()


def test_an_answer_that_comes_too_late_is_told(cast, stage):
    case = stage.satisfied()
    answer = cast.client("zhou").post(f"/cases/{case.pk}/answer/", {"outcome": "satisfied"})
    assert answer.status_code == 422
    assert FollowUp.objects.filter(case=case, outcome=Outcome.SATISFIED).count() == 1


def test_after_closing_it_is_rated_once(cast, stage):
    case = stage.satisfied()
    client = cast.client("zhou")
    assert "这次做得怎么样" in client.get(f"/cases/{case.pk}/").content.decode()
    assert client.post(f"/cases/{case.pk}/rating/", {}).status_code == 422
    assert client.post(f"/cases/{case.pk}/rating/", STARS).status_code == 302
    assert client.post(f"/cases/{case.pk}/rating/", STARS).status_code == 422
    assert Rating.objects.count() == 1
    assert "这次做得怎么样" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_message_with_a_photo_reaches_the_story(cast, stage, kept):
    case = stage.assigned()
    client = cast.client("zhou")
    given = {"text": "我下午三点后在家", "file_ids": [kept(client)], "request_key": "a" * 32}
    client.post(f"/cases/{case.pk}/messages/", given)
    client.post(f"/cases/{case.pk}/messages/", given)
    message = Message.objects.get()
    assert message.from_resident
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "我下午三点后在家" in page
    assert f"/cases/{case.pk}/files/{message.files.get().file_id}/?size=thumb" in page


def test_an_empty_message_is_asked_for_and_its_dialog_stays_open(cast, stage):
    case = stage.assigned()
    answer = cast.client("zhou").post(f"/cases/{case.pk}/messages/", {"text": ""})
    assert answer.status_code == 422
    assert "data-open-now" in answer.content.decode()
    assert not Message.objects.exists()


def test_internal_notes_are_not_for_residents(cast, stage, kept):
    case = stage.assigned()
    chen = cast.client("chen")
    actions.write_message(
        case.pk, text="业主上月也报过", file_ids=[kept(chen)], internal=True, by=cast.actor("chen")
    )
    note = Message.objects.get().files.get()
    page = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "业主上月也报过" not in page
    assert str(note.file_id) not in page
    address = f"/cases/{case.pk}/files/{note.file_id}/"
    assert cast.client("zhou").get(address).status_code == 404
    assert chen.get(address).status_code == 200


def test_photos_are_for_those_who_may_see_the_matter(cast, kept, stage):
    client = cast.client("zhou")
    case = stage.reported(file_ids=[kept(client)])
    address = f"/cases/{case.pk}/files/{case.files.get().file_id}/"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?size=thumb").headers["Content-Type"] == "image/webp"
    refused = {name: cast.client(name).get(address).status_code for name in ("wu", "qian", "ma")}
    assert refused == {"wu": 404, "qian": 404, "ma": 404}
    assert cast.client("nobody").get(address).status_code == 302
    other = stage.reported("别的事")
    mixed_up = f"/cases/{other.pk}/files/{case.files.get().file_id}/"
    assert client.get(mixed_up).status_code == 404


def test_the_reporter_takes_it_back_and_the_family_does_not(cast, stage):
    case = stage.assigned()
    assert "撤回这件事" not in cast.client("zhao").get(f"/cases/{case.pk}/").content.decode()
    refused = cast.client("zhao").post(f"/cases/{case.pk}/withdrawal/", {"reason": "不用了"})
    assert refused.status_code == 422
    assert Case.objects.get().state == State.ASSIGNED
    cast.client("zhou").post(f"/cases/{case.pk}/withdrawal/", {"reason": "自己修好了"})
    case.refresh_from_db()
    assert (case.state, case.closing_note) == (State.WITHDRAWN, "自己修好了")


def test_the_live_part_is_the_matter_alone(cast, stage):
    case = stage.assigned()
    page = cast.client("zhou").get(f"/cases/{case.pk}/?part=live").content.decode()
    assert f'data-live="case:{case.pk}"' in page
    assert "<html" not in page


def test_a_strangers_matter_is_not_there(cast, stage):
    case = stage.done()
    for name in ("wu", "qian"):
        client = cast.client(name)
        for path in ("", "sent/"):
            assert client.get(f"/cases/{case.pk}/{path}").status_code == 404
        for path in ("answer/", "rating/", "messages/", "withdrawal/"):
            given = {"outcome": "satisfied", "text": "x", **STARS}
            assert client.post(f"/cases/{case.pk}/{path}", given).status_code == 404
    case.refresh_from_db()
    assert case.state == State.DONE
