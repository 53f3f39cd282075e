"""Handing the shift over: who has read what, and what stands open by itself."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from nuanlin.domains.reception import jobs
from nuanlin.domains.reception.actions import shift as actions
from nuanlin.domains.reception.actions.visits import Arrival, arrive
from nuanlin.domains.reception.models import (
    CallBackOutcome,
    HandoverNote,
    HandoverReader,
    MissedCall,
    PromisedCall,
    VisitPurpose,
)
from nuanlin.domains.service_desk.actions import Report, submit_case
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.domains.service_desk.tests.test_races import at_once
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.models import Notification
from tests.cast import Cast

PAGE = "/staff/reception/handover/"
TEXT = "3 栋电梯师傅下午三点来，请带去机房"


@pytest.fixture
def left(cast):
    """Leave a note for Lin, as Chen does at the end of the shift."""

    def note(**sent) -> HandoverNote:
        given = {"text": TEXT, "readers": [cast.staff["lin"].pk], **sent}
        answer = cast.client("chen").post(PAGE, given)
        assert answer.status_code == 302, html(answer)
        return HandoverNote.objects.latest("pk")

    return note


def page(cast, who: str, path: str = PAGE) -> str:
    return unescape(html(cast.client(who).get(path)))


def test_who_has_read_a_note_and_when_is_seen_by_everybody(cast, left):
    note = left(plate="3-2-501")
    jobs.tell_about.func(Event.objects.get(verb="handover.noted").pk)
    assert Notification.objects.get().account == cast.accounts["lin"]
    assert TEXT in page(cast, "lin", PAGE + "unread/") and "unread" in page(cast, "lin", "/staff/")
    assert TEXT not in page(cast, "chen", PAGE + "unread/")
    assert "1 条交接等您看" in page(cast, "lin") and "3-2-501" in page(cast, "lin")
    assert "林小雨，还没看" in page(cast, "chen")
    assert cast.client("lin").post(f"{PAGE}{note.pk}/reading/").status_code == 302
    assert "林小雨 " in page(cast, "chen") and "林小雨，还没看" not in page(cast, "chen")
    assert "1 条交接等您看" not in page(cast, "lin")


def test_opening_the_page_reads_nothing(cast, left):
    left()
    before = Event.objects.count()
    page(cast, "lin"), page(cast, "lin", PAGE + "past/")
    assert HandoverReader.objects.get().read_at is None and Event.objects.count() == before


def test_only_who_is_named_says_that_they_have_read_it_and_once(cast, left):
    note = left()
    with pytest.raises(Refusal) as refused:
        actions.confirm_read(note.pk, by=cast.actor("chen"))
    assert refused.value.code == "not_for_you"
    actions.confirm_read(note.pk, by=cast.actor("lin"))
    first = HandoverReader.objects.get().read_at
    with pytest.raises(Refusal):
        actions.confirm_read(note.pk, by=cast.actor("lin"))
    assert HandoverReader.objects.get().read_at == first


def test_what_is_done_leaves_the_list_and_stays_on_record(cast, left):
    note = left()
    cast.client("lin").post(f"{PAGE}{note.pk}/completion/")
    assert TEXT not in page(cast, "chen") and TEXT in page(cast, "chen", PAGE + "past/")
    note.refresh_from_db()
    assert note.done_by == cast.staff["lin"]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [({"text": " "}, "text"), ({"readers": []}, "readers"), ({"plate": "8-8-888"}, "plate")],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(cast, sent, wrong):
    given = {"text": TEXT, "readers": [cast.staff["lin"].pk], **sent}
    answer = cast.client("chen").post(PAGE, given)
    assert answer.status_code == 422 and wrong in errors(answer)
    assert wrong == "text" or TEXT in html(answer)
    assert not HandoverNote.objects.exists()


def test_what_stands_open_is_listed_by_itself(cast):
    now, here = timezone.now(), cast.community
    facts = Arrival(VisitPurpose.KEY, home_id=cast.home.pk, person_id=cast.people["zhou"].pk)
    arrive(here.pk, facts=facts, by=cast.actor("chen"))
    MissedCall.objects.create(
        community=here, number="+8613912344473", person=cast.people["wu"], first_at=now, last_at=now
    )
    for about, hours in (("装修押金", 2), ("下周的事", 60)):
        PromisedCall.objects.create(
            community=here,
            number="+8613912344473",
            about=about,
            due_at=now + timedelta(hours=hours),
        )
    soon = submit_case(Report("楼道灯坏了", home_id=cast.home.pk), by=cast.actor("zhou"))
    late = submit_case(Report("空调滴水", home_id=cast.home.pk), by=cast.actor("zhou"))
    Case.objects.filter(pk=soon.pk).update(promised_at=now + timedelta(hours=3))
    Case.objects.filter(pk=late.pk).update(promised_at=now + timedelta(hours=30))
    shown = page(cast, "lin")
    for words in ("周建国 · 领钥匙", "吴海", "装修押金", "楼道灯坏了"):
        assert words in shown, words
    assert "下周的事" not in shown and "空调滴水" not in shown
    MissedCall.objects.update(closed_at=now, outcome=CallBackOutcome.REACHED)
    assert "吴海" not in page(cast, "lin")


def test_nobody_of_another_community_and_no_worker_reads_a_note(cast, left):
    note = left()
    assert TEXT not in page(cast, "ma")
    assert cast.client("li").get(PAGE).status_code == 403
    for who in ("ma", "li"):
        with pytest.raises(Missing):
            actions.confirm_read(note.pk, by=cast.actor(who))
    with pytest.raises(Refusal):
        actions.leave_handover(
            cast.community.pk, text=TEXT, reader_ids=[cast.staff["ma"].pk], by=cast.actor("chen")
        )


def test_a_note_is_done_once_though_two_press_at_once(transactional_db):
    cast = Cast()
    note = actions.leave_handover(
        cast.community.pk, text=TEXT, reader_ids=[cast.staff["lin"].pk], by=cast.actor("chen")
    )
    chen, lin = cast.actor("chen"), cast.actor("lin")
    answers = at_once(
        lambda: actions.finish_handover(note.pk, by=chen),
        lambda: actions.finish_handover(note.pk, by=lin),
    )
    assert [one.code for one in answers if isinstance(one, Refusal)] == ["already_done"]


def test_the_handover_through_the_api(cast, call):
    here = cast.community.pk
    sent = {"text": TEXT, "reader_ids": [cast.staff["lin"].pk], "plate": "3-2-501"}
    made = call("chen").post(f"communities/{here}/handover-notes", key="k", **sent)
    assert made.status_code == 201 and made.json()["readers"][0]["read_at"] is None
    pk = made.json()["id"]
    assert (
        call("chen").post(f"communities/{here}/handover-notes", key="k2", **sent).status_code == 201
    )
    assert call("lin").post(f"handover-notes/{pk}/reading").json()["readers"][0]["read_at"]
    assert call("lin").post(f"handover-notes/{pk}/completion").json()["done_by"] == "林小雨"
    assert len(call("lin").get(f"communities/{here}/handover-notes").json()) == 1
    assert len(call("lin").get(f"communities/{here}/handover-notes", done=True).json()) == 1
    assert len(call("lin").get(f"communities/{here}/handover").json()) == 5
    assert call("ma").get(f"communities/{here}/handover").status_code == 404
