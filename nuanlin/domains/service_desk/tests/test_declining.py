"""A wish that cannot be met: reason, apology and another way, never a bare no (D5)."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.actions import declining
from nuanlin.domains.service_desk.actions.declining import Declined
from nuanlin.domains.service_desk.models import Contact, DeclinedWish, WhyNot
from nuanlin.domains.service_desk.tests.desk_pages import errors, html, steps
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.models import Notification

SENT = {
    "wish": "想在阳台外加装花架",
    "why": "safety",
    "reason": "外墙加装有坠落风险，规定不能安装",
    "apology": "很抱歉，这次没能满足您",
    "other_way": "我们可以帮您在阳台内侧安装置物架",
}
WORDS = (
    "很抱歉，这次没能满足您。外墙加装有坠落风险，规定不能安装。我们可以帮您在阳台内侧安装置物架。"
)
TODAY = {"first": timezone.localdate().isoformat(), "last": timezone.localdate().isoformat()}


def facts(**changed) -> Declined:
    return Declined(**{**SENT, "why": WhyNot.SAFETY, **changed})


def test_the_owner_reads_apology_reason_and_the_other_way_in_the_case(cast, stage):
    case = stage.reported()
    chen = cast.client("chen")
    assert "decline" in steps(chen.get(f"/staff/cases/{case.pk}/"))[1]
    answer = chen.post(f"/staff/cases/{case.pk}/decline/", {**SENT, "request_key": "k"})
    assert answer.status_code == 302
    chen.post(f"/staff/cases/{case.pk}/decline/", {**SENT, "request_key": "k"})
    story = unescape(html(cast.client("zhou").get(f"/cases/{case.pk}/")))
    assert story.count(WORDS) == 1 and "另外的办法" in story
    jobs.tell_about.func(Event.objects.get(verb="case.declined").pk)
    assert Notification.objects.get(event__verb="case.declined").account == cast.accounts["zhou"]
    wish = DeclinedWish.objects.get()
    assert (wish.case, wish.contact, wish.made_by) == (case, Contact.CASE, "陈静")
    case.refresh_from_db()
    assert case.is_open and case.last_word_at is not None


@pytest.mark.parametrize("missing", ["reason", "apology", "other_way", "wish"])
def test_a_bare_no_is_refused_and_what_was_typed_stays(cast, stage, missing):
    case = stage.reported()
    answer = cast.client("chen").post(f"/staff/cases/{case.pk}/decline/", {**SENT, missing: " "})
    assert answer.status_code == 422 and errors(answer) == {missing}
    kept = "reason" if missing == "other_way" else "other_way"
    assert SENT[kept] in html(answer)
    with pytest.raises(Refusal) as refused:
        declining.decline_in_case(case.pk, facts=facts(**{missing: ""}), by=cast.actor("chen"))
    assert refused.value.field == missing
    assert not DeclinedWish.objects.exists()


def test_who_works_on_it_may_tell_the_owner_and_nobody_else(cast, stage):
    case = stage.assigned("li")
    declining.decline_in_case(case.pk, facts=facts(), by=cast.actor("li"))
    for who, refusal in (("wang", Refusal), ("zhou", Refusal), ("ma", Missing)):
        with pytest.raises(refusal):
            declining.decline_in_case(case.pk, facts=facts(), by=cast.actor(who))
    assert DeclinedWish.objects.count() == 1
    actions.withdraw_case(case.pk, by=cast.actor("zhou"))
    with pytest.raises(Refusal):
        declining.decline_in_case(case.pk, facts=facts(), by=cast.actor("chen"))


def test_at_the_counter_it_is_kept_without_a_case(cast):
    chen = cast.client("chen")
    page = f"/staff/declined/new/?home={cast.home.pk}&person={cast.people['zhou'].pk}&contact=visit"
    shown = html(chen.get(page))
    assert "周先生" in shown and "data-wording" in shown
    sent = {**SENT, "contact": "visit", "home": cast.home.pk, "person": cast.people["zhou"].pk}
    assert chen.post("/staff/declined/new/", sent).status_code == 302
    wish = DeclinedWish.objects.get()
    assert (wish.home, wish.person, wish.case) == (cast.home, cast.people["zhou"], None)
    listed = unescape(html(cast.client("gu").get("/staff/declined/")))
    assert SENT["wish"] in listed and WORDS in listed
    far = {**SENT, "contact": "visit", "home": cast.far_home.pk}
    assert chen.post("/staff/declined/new/", far).status_code == 404


def test_one_returns_to_the_page_one_came_from_and_to_no_other_site(cast):
    chen, sent = cast.client("chen"), {**SENT, "contact": "call"}
    inside = chen.post("/staff/declined/new/", {**sent, "next": "/staff/cases/"})
    outside = chen.post("/staff/declined/new/", {**sent, "next": "//evil.example/"})
    assert (inside.url, outside.url) == ("/staff/cases/", "/staff/declined/")


def test_whether_the_other_way_was_gone_is_asked_and_counted(cast, stage):
    by = cast.actor("chen")
    declining.decline_in_case(stage.reported().pk, facts=facts(), by=by)
    for _ in range(2):
        declining.decline_wish(
            cast.community.pk, facts=facts(why=WhyNot.RULES), contact=Contact.CALL, by=by
        )
    taken = DeclinedWish.objects.filter(why=WhyNot.RULES).earliest("pk")
    answer = cast.client("chen").post(f"/staff/declined/{taken.pk}/other-way/", {"taken_up": "1"})
    assert answer.status_code == 302
    book = load_workbook(BytesIO(cast.client("gu").get("/staff/declined/declined.xlsx").content))
    reasons = list(book.worksheets[0].iter_rows(values_only=True))[1:]
    assert [row[1:] for row in reasons] == [(2, 1, 1), (1, 0, 0)]
    categories = list(book.worksheets[1].iter_rows(values_only=True))[1:]
    assert {row[1] for row in categories} == {1, 2}
    old = timezone.localdate() - timedelta(days=3)
    empty = cast.client("gu").get("/staff/declined/", {"first": old, "last": old})
    assert SENT["wish"] not in html(empty)
    assert cast.client("ma").post(f"/staff/declined/{taken.pk}/other-way/").status_code == 404


def test_declined_wishes_through_the_api(cast, call, stage):
    chen, here, case = call("chen"), cast.community.pk, stage.reported()
    assert chen.post(f"cases/{case.pk}/declined-wishes", **SENT).json() == {"case_id": case.pk}
    made = chen.post(f"communities/{here}/declined-wishes", contact="visit", name="小刘", **SENT)
    assert made.status_code == 201 and made.json()["words"] == WORDS
    pk = made.json()["id"]
    assert chen.post(f"declined-wishes/{pk}/other-way", taken_up=False).json()["taken_up"] is False
    listed = chen.get(f"communities/{here}/declined-wishes", **TODAY).json()["items"]
    assert len(listed) == 2
    figures = chen.get(f"communities/{here}/declined-wishes/figures", **TODAY).json()
    assert figures["whole"] == {"key": "", "number": 2, "asked": 1, "taken_up": 0}
    assert (
        chen.post(f"cases/{case.pk}/declined-wishes", **{**SENT, "reason": ""}).status_code == 422
    )
    assert call("ma").get(f"communities/{here}/declined-wishes", **TODAY).status_code == 404
