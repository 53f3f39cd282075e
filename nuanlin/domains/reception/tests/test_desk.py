"""The reception page: a number begins a record, one key makes of it what is wanted (D1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nuanlin.domains.people.models import Occupancy
from nuanlin.domains.reception.actions import calls
from nuanlin.domains.reception.models import (
    CallRecord,
    CallState,
    ColleagueNote,
    PromisedCall,
)
from nuanlin.domains.reception.notify import tellings_for
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event

DESK = "/staff/reception/"
ZHOU, SHARED = "+8613912344471", "+8613900005555"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def begin(desk, **given) -> CallRecord:
    """Begin a record by hand, and return the call."""
    desk.post(f"{DESK}start/", {"request_key": uuid4().hex, **given})
    return CallRecord.objects.latest("pk")


def send(desk, call, door, **given):
    """Send one of the forms of a call."""
    return desk.post(f"{DESK}calls/{call.pk}/{door}/", {"request_key": uuid4().hex, **given})


def test_a_number_begins_a_record_and_opens_the_whole_home(cast, desk, stage):
    stage.assigned()
    call = begin(desk, q="139 1234 4471")
    assert (call.number, call.person, call.home) == (ZHOU, cast.people["zhou"], cast.home)
    assert call.state == CallState.ANSWERED and call.answered_by == cast.staff["chen"]
    desk.get(f"{DESK}?call={call.pk}")
    with at_most(12):
        words = html(desk.get(f"{DESK}?call={call.pk}"))
    assert "周先生" in words and "您好" in words and "翠湖物业" in words
    assert "3-2-501" in words and "厨房水管漏水" in words and "赵女士" in words
    assert "139****4471" in words and "13912344471" not in words


def test_a_withheld_number_and_a_foreign_one_begin_records_too(cast, desk):
    withheld = begin(desk, q="")
    assert withheld.number == "" and "未显示号码" in html(desk.get(f"{DESK}?call={withheld.pk}"))
    foreign = begin(desk, q="+49 1511 2345678")
    assert foreign.number == "+4915112345678"
    assert desk.get(f"{DESK}?call={foreign.pk}").status_code == 200


def test_a_wrong_number_is_said_and_nothing_begins(cast, desk):
    answer = desk.post(f"{DESK}start/", {"q": "1391234447"}, follow=True)
    assert not CallRecord.objects.exists() and "10" in html(answer)


def test_a_name_is_looked_up_instead(cast, desk):
    answer = desk.post(f"{DESK}start/", {"q": "周建国"}, follow=True)
    assert not CallRecord.objects.exists() and "周建国" in html(answer)
    words = html(desk.get(DESK, {"person": cast.people["zhou"].pk}))
    assert "周先生" in words and "3-2-501" in words


def test_several_homes_with_one_number_are_chosen_with_one_key(cast, desk):
    for person in (cast.people["zhou"], cast.people["wu"]):
        person.phone = SHARED
        person.save()
    call = begin(desk, q=SHARED)
    assert call.person is None and call.home is None
    words = html(desk.get(f"{DESK}?call={call.pk}"))
    assert 'data-key="1"' in words and 'data-key="2"' in words
    send(desk, call, "caller", person=cast.people["wu"].pk, home=cast.next_door.pk)
    call.refresh_from_db()
    assert (call.person, call.home) == (cast.people["wu"], cast.next_door)


def test_words_are_kept_while_one_talks_and_survive_a_reload(cast, desk):
    call = begin(desk, q=ZHOU)
    for words in ("师傅什么时候到", "师傅什么时候到，会不会换管子"):
        answer = desk.post(f"{DESK}calls/{call.pk}/talk/", {"words": words, "autosave": "1"})
        assert answer.status_code == 204
    assert "会不会换管子" in html(desk.get(f"{DESK}?call={call.pk}"))


def test_two_calls_and_a_visitor_stand_along_the_top_each_with_their_words(cast, desk):
    first, second = begin(desk, q=ZHOU), begin(desk, q="13912344473")
    for call, words in ((first, "水管"), (second, "门禁")):
        desk.post(f"{DESK}calls/{call.pk}/talk/", {"words": words, "autosave": "1"})
    cast.community.visits.create(name="孙师傅", purpose="enquiry")
    words = html(desk.get(f"{DESK}?call={second.pk}"))
    assert f"tab-call-{first.pk}" in words and "孙师傅" in words and "tab-visit-" in words
    assert "门禁" in words and "水管" in html(desk.get(f"{DESK}?call={first.pk}"))


def test_one_key_makes_a_case_of_it_and_both_are_linked(cast, desk):
    call = begin(desk, q=ZHOU)
    answer = send(desk, call, "talk", words="厨房水管又漏了", then="case")
    assert answer.url.startswith("/staff/cases/new/?")
    form = html(desk.get(answer.url))
    assert "厨房水管又漏了" in form and f"call:{call.pk}" in form
    recorded = desk.post(
        "/staff/cases/new/",
        {
            "source": "phone",
            "q": "3-2-501",
            "home": cast.home.pk,
            "reporter": cast.people["zhou"].pk,
            "category": cast.category().pk,
            "kind": "repair",
            "description": "厨房水管又漏了",
            "contact": f"call:{call.pk}",
            "next": f"{DESK}?call={call.pk}",
            "request_key": uuid4().hex,
        },
    )
    case = Case.objects.get()
    assert recorded.url == f"{DESK}?call={call.pk}" and list(call.cases.all()) == [case]
    assert case.title in html(desk.get(recorded.url))
    assert f"/staff/calls/{call.pk}/" in html(desk.get(f"/staff/cases/{case.pk}/"))


def test_a_call_of_another_community_is_never_linked(cast, desk):
    far = calls.take_call(cast.other.pk, by=cast.actor("ma"))
    desk.post(
        "/staff/cases/new/",
        {
            "source": "phone",
            "q": "大堂",
            "kind": "repair",
            "description": "灯坏了",
            "contact": f"call:{far.pk}",
            "request_key": uuid4().hex,
        },
    )
    assert Case.objects.count() == 1 and not far.cases.exists()


def test_a_callback_is_promised_to_a_colleague_and_kept(cast, desk):
    call = begin(desk, q=ZHOU)
    due = timezone.localtime() + timedelta(hours=2)
    given = {"about": "停车位报价", "due_at": f"{due:%Y-%m-%dT%H:%M}"}
    send(desk, call, "callback", staff=cast.staff["he"].pk, **given)
    promised = PromisedCall.objects.get()
    assert promised.number == ZHOU and promised.staff == cast.staff["he"]
    [told] = tellings_for(Event.objects.get(verb="call_back.promised"))
    assert told.account_ids == [cast.accounts["he"].pk] and told.values["about"] == "停车位报价"
    he = cast.client("he")
    assert "停车位报价" in html(he.get(f"{DESK}callbacks/"))
    page = f"{DESK}callbacks/{promised.pk}/"
    wrong = he.post(page, {"outcome": "not_reached", "next_try_at": "", "note": "没人接"})
    assert wrong.status_code == 422 and "没人接" in html(wrong)
    he.post(page, {"outcome": "reached", "note": "已报价", "request_key": uuid4().hex})
    promised.refresh_from_db()
    assert promised.outcome == "reached" and promised.closed_at is not None
    again = he.post(page, {"outcome": "reached", "request_key": uuid4().hex})
    assert again.status_code == 422


def test_the_number_of_a_callback_is_masked_until_asked_for_and_the_look_is_kept(cast, desk):
    call = begin(desk, q=ZHOU)
    due = timezone.localtime() + timedelta(hours=2)
    send(desk, call, "callback", about="报价", due_at=f"{due:%Y-%m-%dT%H:%M}")
    page = f"{DESK}callbacks/{PromisedCall.objects.get().pk}/"
    assert "139 1234 4471" not in html(desk.get(page))
    assert "139 1234 4471" in html(desk.post(f"{page}number/"))
    assert Event.objects.filter(verb="call_back.number_used").count() == 1


def test_a_message_is_for_one_colleague_who_marks_it_read(cast, desk):
    call = begin(desk, q=ZHOU)
    send(desk, call, "note", to=cast.staff["li"].pk, text="周先生问几点到")
    note = ColleagueNote.objects.get()
    li, lin = cast.client("li"), cast.client("lin")
    assert "周先生问几点到" in html(li.get(f"{DESK}notes/"))
    assert "周先生问几点到" not in html(lin.get(f"{DESK}notes/"))
    assert lin.post(f"{DESK}notes/{note.pk}/read/").status_code == 404
    li.post(f"{DESK}notes/{note.pk}/read/")
    note.refresh_from_db()
    assert note.read_at is not None


def test_two_assistants_answer_and_the_second_is_told_who_has_it(cast, desk):
    call = CallRecord.objects.create(
        community=cast.community, number=ZHOU, limit_seconds=15, state=CallState.RINGING
    )
    lin = cast.client("lin")
    assert "139****4471" in html(lin.get(f"{DESK}incoming/"))
    send(desk, call, "answer")
    answer = lin.post(f"{DESK}calls/{call.pk}/answer/", {"request_key": uuid4().hex}, follow=True)
    call.refresh_from_db()
    assert call.answered_by == cast.staff["chen"] and "小陈" in html(answer)


def test_finishing_needs_a_purpose_and_keeps_what_was_typed(cast, desk):
    call = begin(desk, q=ZHOU)
    wrong = send(desk, call, "talk", words="问停车", result="已答复", then="finish")
    assert wrong.status_code == 422 and "问停车" in html(wrong) and "已答复" in html(wrong)
    done = send(desk, call, "talk", purpose="enquiry", result="已答复", then="finish")
    call.refresh_from_db()
    assert done.url == DESK and call.finished_at and call.state == CallState.ENDED


def test_handing_on_says_whom_and_keeps_it(cast, desk):
    call = begin(desk, q=ZHOU)
    nobody = send(desk, call, "hand-on", staff="", line="")
    assert nobody.status_code == 422
    send(desk, call, "hand-on", staff=cast.staff["he"].pk)
    assert call.transfers.get().to == cast.staff["he"]


def test_another_community_and_other_posts_find_no_desk(cast, desk):
    far = calls.take_call(cast.other.pk, by=cast.actor("ma"))
    assert desk.get(f"{DESK}?call={far.pk}").status_code == 404
    assert desk.get(DESK, {"person": cast.people["qian"].pk}).status_code == 404
    assert cast.client("li").get(DESK).status_code == 403
    assert cast.client("zhou").get(DESK).status_code == 403


def test_who_moved_out_is_greeted_and_told_nothing_of_the_home(cast, desk, stage):
    stage.assigned()
    Occupancy.objects.filter(person=cast.people["zhou"]).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    call = begin(desk, q=ZHOU)
    words = html(desk.get(f"{DESK}?call={call.pk}"))
    assert "已经搬离" in words or "搬" in words
    assert "赵女士" not in words


def test_the_desk_shows_what_is_owed_in_few_statements(cast, desk):
    calls.note_missed_call(
        cast.community.pk, number=ZHOU, rang_at=timezone.now(), by=cast.actor("chen")
    )
    desk.get(DESK)
    with at_most(12):
        words = html(desk.get(DESK))
    assert "周先生" in words
