"""What an owner says on any occasion goes where it belongs (K3)."""

import re
from html import unescape

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import jobs
from nuanlin.domains.service_desk.actions.owners_words import OpinionFacts, note_opinion
from nuanlin.domains.service_desk.models import Case, Contact, Kind, Opinion, OpinionKind, Source
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.notifications.models import Notification

NEW = "/staff/opinions/new/"


def said(cast, who: str = "chen", **sent):
    given = {"words": "楼道灯换得很快", "kind": "praise", "contact": "fee", "home": cast.home.pk}
    return cast.client(who).post(NEW, {**given, **sent})


def test_praise_reaches_who_earned_it_and_is_kept(cast):
    answer = said(cast, praised=cast.staff["li"].pk, person=cast.people["zhou"].pk)
    assert answer.status_code == 302
    opinion = Opinion.objects.get()
    assert (opinion.praised, opinion.case) == (cast.staff["li"], None)
    jobs.tell_about.func(Event.objects.get(verb="opinion.noted").pk)
    told = Notification.objects.get()
    assert told.account == cast.accounts["li"] and "楼道灯" in str(told.values)
    for who in ("li", "gu", "chen"):
        assert "楼道灯换得很快" in html(cast.client(who).get("/staff/opinions/")), who
    assert "楼道灯换得很快" not in html(cast.client("wang").get("/staff/opinions/"))


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("wish", Kind.REQUEST), ("suggestion", Kind.SUGGESTION), ("complaint", Kind.COMPLAINT)],
)
def test_everything_else_becomes_a_case_with_its_source(cast, kind, becomes):
    answer = said(
        cast, kind=kind, words="希望东门早点开", contact="visit", person=cast.people["zhou"].pk,
        request_key="k",
    )  # fmt: skip
    assert answer.status_code == 302
    said(cast, kind=kind, words="希望东门早点开", contact="visit", request_key="k")
    case = Case.objects.get()
    assert (case.kind, case.source, case.home) == (becomes, Source.COUNTER, cast.home)
    assert case.reporter == cast.people["zhou"] and case.description == "希望东门早点开"
    opinion = Opinion.objects.get()
    assert opinion.case == case and opinion.contact == Contact.VISIT
    shown = unescape(html(cast.client("chen").get("/staff/opinions/")))
    assert f"/staff/cases/{case.pk}/" in shown


def test_a_complaint_keeps_its_words_in_its_case_alone(cast):
    said(cast, kind="complaint", words="物业态度不好", person=cast.people["zhou"].pk)
    opinion = Opinion.objects.get()
    assert (opinion.words, opinion.person, opinion.home, opinion.name) == ("", None, None, "")


def test_who_has_no_desk_notes_what_they_hear_on_their_round(cast):
    answer = said(cast, "bao", kind="suggestion", words="多装一盏灯", contact="round", home="")
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.source) == (Kind.SUGGESTION, Source.STAFF) and case.place


def test_within_another_page_the_form_comes_alone_and_leads_back_there(cast):
    chen = cast.client("chen")
    back = "/staff/reception/visits/"
    asked = {"contact": "visit", "next": back, "home": cast.home.pk}
    part = html(chen.get(NEW, asked, headers={"HX-Request": "true"}))
    assert "<html" not in part and 'name="words"' in part and f'value="{back}"' in part
    assert said(cast, next=back).url == back
    assert said(cast, next="https://evil.example/").url == "/staff/opinions/"


def test_words_are_needed_and_what_was_chosen_stays(cast):
    answer = said(cast, words=" ", kind="wish")
    assert answer.status_code == 422 and errors(answer) == {"words"}
    assert re.search(r'value="wish"[^>]*checked', html(answer))
    assert not Opinion.objects.exists() and not Case.objects.exists()


def test_another_community_is_not_heard(cast):
    facts = OpinionFacts("很好", OpinionKind.PRAISE, Contact.CALL)
    for who in ("ma", "zhou"):
        with pytest.raises(Missing):
            note_opinion(cast.community.pk, facts=facts, by=cast.actor(who))
    assert said(cast, home=cast.far_home.pk).status_code == 404
    assert not Opinion.objects.exists()


def test_opinions_through_the_api(cast, call):
    here, today = cast.community.pk, timezone.localdate().isoformat()
    made = call("li").post(
        f"communities/{here}/opinions", words="师傅很细心", kind="praise", contact="round",
        praised_id=cast.staff["li"].pk,
    )  # fmt: skip
    assert made.status_code == 201 and made.json()["praised"] == "李卫东"
    sent = {"words": "装个充电桩", "kind": "wish", "contact": "call", "home_id": cast.home.pk}
    wish = call("chen").post(f"communities/{here}/opinions", **sent).json()
    assert Case.objects.get(pk=wish["case_id"]).source == Source.PHONE
    days = {"first": today, "last": today}
    assert len(call("chen").get(f"communities/{here}/opinions", **days).json()["items"]) == 2
    assert len(call("wang").get(f"communities/{here}/opinions", **days).json()["items"]) == 0
    figures = call("gu").get(f"communities/{here}/opinions/figures", **days).json()
    assert {"kind": "praise", "contact": "round", "number": 1} in figures
    assert call("ma").get(f"communities/{here}/opinions", **days).status_code == 404
