"""What is confidential, and what is about a colleague, through every door of the house (C1)."""

import pytest

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.actions import ComplaintWords, Heard
from nuanlin.domains.service_desk.models import (
    About,
    Case,
    Complaint,
    Guard,
    HandlerGrant,
    Kind,
    SealedReporter,
    Source,
    Urgency,
)
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.public_events import facts_of
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal

WORDS = "前台回话很冲，问了三遍才理我"


@pytest.fixture
def about_lin(cast) -> Case:
    """Zhou complains in confidence about Lin, who sits at the front desk."""
    words = ComplaintWords(
        WORDS,
        about=About.PERSON,
        against="前台的小林",
        home_id=cast.home.pk,
        confidential=True,
    )
    return actions.submit_complaint(words, by=cast.actor("zhou"))


def told(case: Case) -> set[int]:
    events = Event.objects.filter(subject_id=case.pk, subject_type=Case._meta.label_lower)
    return {
        account
        for event in events
        for telling in tellings_for(event)
        for account in telling.account_ids
        if account is not None
    }


def test_whoever_it_is_about_is_found_by_name_and_does_not_see_it(cast, about_lin):
    assert about_lin.guard == Guard.NAMED
    for name in ("chen", "gu", "admin", "guan"):
        assert policy.visible_to(cast.actor(name)).filter(pk=about_lin.pk).exists(), name
    for name in ("lin", "zhao", "wu", "li", "bao", "ma"):
        assert not policy.visible_to(cast.actor(name)).filter(pk=about_lin.pk).exists(), name


def test_no_row_of_the_case_speaks_of_who_reported_it(cast, about_lin):
    zhou = cast.people["zhou"]
    account = cast.accounts["zhou"].pk
    about_lin.refresh_from_db()
    assert about_lin.reporter_id is about_lin.home_id is about_lin.recorded_by_id is None
    actions.write_message(about_lin.pk, text="还有一次", by=cast.actor("zhou"))
    assert SealedReporter.objects.get(case=about_lin).person == zhou
    events = Event.objects.filter(subject_id=about_lin.pk, subject_type=Case._meta.label_lower)
    assert account not in set(events.values_list("account_id", flat=True))
    [message] = about_lin.messages.all()
    assert message.from_resident and message.account_id is None and "周" not in message.author


def test_whoever_reported_in_confidence_follows_it_and_is_told(cast, about_lin):
    zhou = cast.client("zhou")
    page = zhou.get(f"/cases/{about_lin.pk}/")
    assert WORDS in page.content.decode()
    actions.settle_online(about_lin.pk, answer="向您道歉", by=cast.actor("chen"))
    assert cast.accounts["zhou"].pk in told(about_lin)
    answered = zhou.post(f"/cases/{about_lin.pk}/answer/", {"outcome": "satisfied"})
    assert answered.status_code == 302
    about_lin.refresh_from_db()
    assert about_lin.state == "closed"


def test_the_target_is_told_of_nothing_and_in_no_number(cast, about_lin):
    before = queries.desk_counts(cast.community.pk, by=cast.actor("chen"))
    hers = queries.desk_counts(cast.community.pk, by=cast.actor("lin"))
    assert (before.open, hers.open) == (1, 0)
    assert queries.pressing(cast.community.pk, by=cast.actor("lin")).complaints == 0
    assert cast.accounts["lin"].pk not in told(about_lin)
    assert cast.accounts["chen"].pk in told(about_lin)


def test_other_systems_hear_nothing_of_it(about_lin):
    event = Event.objects.filter(subject_id=about_lin.pk, verb="case.submitted").get()
    assert facts_of(event) is None


def test_the_target_can_be_sent_by_nobody(cast, about_lin):
    actions.classify_case(
        about_lin.pk,
        category_id=cast.category().pk,
        urgency=Urgency.NORMAL,
        by=cast.actor("chen"),
    )
    for by in ("chen", "gu"):
        with pytest.raises(Refusal) as refused:
            actions.assign_case(about_lin.pk, to=cast.staff["lin"].pk, by=cast.actor(by))
        assert refused.value.code == "about_them"
    with pytest.raises(Missing):
        actions.assign_case(about_lin.pk, to=cast.staff["lin"].pk, by=cast.actor("lin"))
    about_lin.refresh_from_db()
    assert about_lin.assignee_id is None
    offered = queries.assignable_staff(cast.community.pk, about_lin)
    assert cast.staff["lin"] not in offered and cast.staff["chen"] in offered


def test_until_somebody_is_named_the_manager_alone_reads_it(cast):
    words = ComplaintWords(WORDS, about=About.PERSON, against="高个子的那位", home_id=cast.home.pk)
    case = actions.submit_complaint(words, by=cast.actor("zhou"))
    assert case.guard == Guard.UNNAMED
    seeing = {name for name in cast.staff if policy.visible_to(cast.actor(name)).filter(pk=case.pk)}
    assert seeing == {"gu", "admin"}
    assert policy.visible_to(cast.actor("zhou")).filter(pk=case.pk).exists()
    assert told(case) == {cast.accounts["gu"].pk, cast.accounts["admin"].pk}
    assert queries.desk_counts(cast.community.pk, by=cast.actor("chen")).open == 0


def test_a_manager_complained_about_is_passed_over_for_the_company(cast):
    words = ComplaintWords(
        "态度很差", about=About.PERSON, staff_ids=[cast.staff["gu"].pk], home_id=cast.home.pk
    )
    case = actions.submit_complaint(words, by=cast.actor("zhou"))
    actions.escalate_case(case.pk, reason="关于经理", by=cast.actor("chen"))
    assert case.escalations.get().in_charge == cast.staff["admin"]
    assert cast.accounts["gu"].pk not in told(case)
    assert cast.accounts["admin"].pk in told(case)


def test_nobody_writes_down_a_complaint_about_themselves(cast):
    words = ComplaintWords(WORDS, about=About.PERSON, staff_ids=[cast.staff["lin"].pk])
    with pytest.raises(Refusal) as refused:
        actions.record_complaint(
            words, community_id=cast.community.pk, source=Source.PHONE, by=cast.actor("lin")
        )
    assert refused.value.code == "about_you"
    assert not Case.objects.exists()


def test_whoever_heard_it_in_confidence_is_named_and_nobody_else(cast):
    case = actions.record_complaint(
        ComplaintWords(WORDS, home_id=cast.home.pk, confidential=True),
        community_id=cast.community.pk,
        source=Source.COUNTER,
        reporter_id=cast.people["zhou"].pk,
        heard=Heard(apology="让您受委屈了", facts="当时前台只有一人", within_duty=False),
        by=cast.actor("chen"),
    )
    assert HandlerGrant.objects.get(case=case).staff == cast.staff["chen"]
    assert case.complaint.heard_by and case.complaint.within_duty is False
    assert Case.objects.get(pk=case.pk).escalated
    chen, lin = cast.actor("chen"), cast.actor("lin")
    assert policy.may_see_reporter(chen, case) and not policy.may_see_reporter(lin, case)
    assert policy.visible_to(lin).filter(pk=case.pk).exists()


def test_an_anonymous_one_is_linked_with_nobody(cast):
    words = ComplaintWords("半夜施工", about=About.NEIGHBOUR, home_id=cast.home.pk, anonymous=True)
    case = actions.submit_complaint(words, code="ABCD2345EFGH", by=cast.actor("zhou"))
    assert not SealedReporter.objects.filter(case=case).exists()
    assert Complaint.objects.get(case=case).code_digest
    assert not policy.visible_to_resident(cast.actor("zhou")).filter(pk=case.pk).exists()


def test_a_confidential_case_is_neither_joined_split_nor_made_a_repair(cast, stage, about_lin):
    chen, other = cast.actor("chen"), stage.reported()
    acts = [
        lambda: actions.merge_case(about_lin.pk, into=other.pk, by=chen),
        lambda: actions.merge_case(other.pk, into=about_lin.pk, by=chen),
        lambda: actions.split_case(
            about_lin.pk, description="一半", category_id=cast.category().pk, by=chen
        ),
        lambda: actions.classify_case(
            about_lin.pk,
            category_id=cast.category().pk,
            urgency=Urgency.NORMAL,
            kind=Kind.REPAIR,
            by=chen,
        ),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code in {"stands_alone", "stays_its_kind"}
    about_lin.refresh_from_db()
    assert about_lin.kind == Kind.COMPLAINT and about_lin.merged_into_id is None


def test_complaints_about_the_same_thing_are_linked_and_rise(cast):
    words = ComplaintWords("垃圾房又满了", about=About.SERVICE, common_area_id=cast.lobby.pk)
    first, second, third = (
        actions.submit_complaint(words, by=cast.actor(name)) for name in ("zhou", "zhao", "wu")
    )
    third.refresh_from_db()
    assert first.urgency == Urgency.NORMAL
    assert second.urgency == Urgency.URGENT
    assert third.escalated and third.urgency == Urgency.URGENT
    page = queries.case_page(third.pk, cast.actor("chen"))
    assert {row["id"] for row in page.links} == {first.pk, second.pk}


def test_a_complaint_about_a_facility_goes_before_others(cast):
    first = actions.submit_complaint(
        ComplaintWords("楼上吵", home_id=cast.home.pk), by=cast.actor("zhou")
    )
    facility = actions.submit_complaint(
        ComplaintWords("电梯又停了", about=About.PLACE, common_area_id=cast.lobby.pk),
        by=cast.actor("zhou"),
    )
    wanted = queries.QueueFilter(community_id=cast.community.pk)
    shown = [case.pk for case in queries.queue(wanted, by=cast.actor("chen")).cases]
    assert shown == [facility.pk, first.pk]


def test_a_suggestion_is_thanked_for_at_once(cast):
    case = actions.submit_complaint(
        ComplaintWords("装个充电桩吧", kind=Kind.SUGGESTION, home_id=cast.home.pk),
        by=cast.actor("zhou"),
    )
    [thanks] = case.messages.all()
    assert not thanks.from_resident and not thanks.internal
    assert cast.accounts["zhou"].pk in told(case)


def test_an_ordinary_report_still_belongs_to_its_reporter(cast, stage):
    case = stage.reported()
    assert case.reporter == cast.people["zhou"]
