"""Whom a complaint is about finds it in no list, search, export, message or live stream (C1)."""

import pytest

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.actions import ComplaintWords
from nuanlin.domains.service_desk.hearing import TOPICS
from nuanlin.domains.service_desk.models import About, Case, CaseLink, LinkKind
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import tell
from nuanlin.foundation.notifications.models import Notification

WORDS = "前台说话伤人"


@pytest.fixture
def about_lin(cast) -> Case:
    """Zhou complains in confidence about Lin; Chen has heard it, and it has gone up to Gu."""
    case = actions.submit_complaint(
        ComplaintWords(
            WORDS,
            about=About.PERSON,
            staff_ids=[cast.staff["lin"].pk],
            home_id=cast.home.pk,
            confidential=True,
        ),
        by=cast.actor("zhou"),
    )
    chen = cast.actor("chen")
    actions.hear_complaint(case.pk, facts="前台录音已听", within_duty=False, by=chen)
    actions.write_message(case.pk, text="还在等回话", by=cast.actor("zhou"))
    return case


@pytest.mark.parametrize(
    "path",
    [
        "/staff/cases/?view=all",
        "/staff/cases/?words=伤人",
        "/staff/cases/?view=all&kind=complaint",
        "/staff/cases/?layout=state",
        "/staff/cases/?layout=person",
        "/staff/complaints/",
        "/staff/complaints/?words=伤人",
        "/staff/follow-ups/",
        "/staff/open-problems/",
        "/staff/open-problems/review/",
        "/staff/",
        "/staff/day/",
    ],
)
def test_no_list_and_no_search_shows_it(cast, about_lin, path):
    page = cast.client("lin").get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert WORDS not in text and about_lin.number not in text


def test_neither_excel_nor_the_top_box_nor_the_number_leads_to_it(cast, about_lin):
    lin = cast.client("lin")
    for path in ("/staff/cases/export/cases.xlsx?view=all", "/staff/complaints/register.xlsx"):
        hers, others = (len(cast.client(name).get(path).content) for name in ("lin", "chen"))
        assert hers < others
    assert lin.get(f"/staff/cases/by-number/{about_lin.number}/").status_code == 404
    assert WORDS not in lin.get("/staff/search/", {"q": "伤人"}).content.decode()


def test_it_is_told_to_her_in_no_message(cast, about_lin):
    for event in Event.objects.filter(subject_id=about_lin.pk):
        if event.subject_type == Case._meta.label_lower:
            tell(event.pk, tellings_for(event))
    told = Notification.objects.filter(account_id=cast.accounts["lin"].pk)
    assert not told.exists()
    assert Notification.objects.filter(account_id=cast.accounts["gu"].pk).exists()


def test_the_live_stream_does_not_let_her_hear_it(cast, about_lin):
    for kind in ("case", "presence"):
        assert TOPICS[kind](cast.actor("chen"), about_lin.pk)
        assert not TOPICS[kind](cast.actor("lin"), about_lin.pk)


def test_a_case_linked_with_it_does_not_name_it(cast, stage, about_lin):
    other = stage.reported()
    CaseLink.objects.create(case=other, other=about_lin, kind=LinkKind.RELATED)
    assert queries.case_page(other.pk, cast.actor("lin")).links == []
    assert queries.case_page(other.pk, cast.actor("chen")).links


def test_she_can_do_nothing_with_it(cast, about_lin):
    lin = cast.client("lin")
    before = Event.objects.count()
    for step in ("hear", "classify", "assign", "note", "message", "escalate", "withdraw"):
        assert lin.post(f"/staff/cases/{about_lin.pk}/{step}/", {"text": "x"}).status_code == 404
    assert lin.post(f"/staff/cases/{about_lin.pk}/reporter/").status_code == 404
    assert lin.post(f"/staff/cases/{about_lin.pk}/presence/").status_code == 404
    assert Event.objects.count() == before
    assert not policy.visible_to(cast.actor("lin")).filter(pk=about_lin.pk).exists()
