"""Who goes, and when: skills, suggestions, the rule, absences, free times (B2, B4)."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.people.actions.duty import note_absence, period_of
from nuanlin.domains.people.models import Duty, Shift
from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.actions.skills import set_skills
from nuanlin.domains.service_desk.models import (
    Appointment,
    AppointmentState,
    Case,
    Category,
    ServiceRules,
    State,
    Urgency,
)
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.queries.candidates import candidates
from nuanlin.domains.service_desk.queries.slots import free_slots
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.domains.service_desk.tests.test_clocks import fresh
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock

TODAY = clock.today
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def plan(cast):
    """Put somebody on duty all day, today and in the next days, or on call."""
    always = Shift.objects.create(
        community=cast.community, name="All day", starts=time(0), ends=time(23, 59)
    )
    on_call = Shift.objects.create(
        community=cast.community, name="On call", starts=time(0), ends=time(23, 59), on_call=True
    )

    def put(name: str, *, days: range = range(4), call: bool = False) -> None:
        shift = on_call if call else always
        for ahead in days:
            day = TODAY() + ahead * DAY
            Duty.objects.create(
                staff=cast.staff[name],
                community=cast.community,
                shift=shift,
                day=day,
                period=period_of(shift, day),
            )

    return put


def skilled(cast, name: str, *codes: str) -> None:
    ids = list(Category.objects.filter(code__in=codes).values_list("pk", flat=True))
    set_skills(
        cast.community.pk, staff_id=cast.staff[name].pk, category_ids=ids, by=cast.actor("gu")
    )


def tomorrow(hour: int) -> datetime:
    return clock.moment(TODAY() + DAY, hour)


def names(case: Case) -> list[str]:
    return [one.staff.known_as for one in candidates(fresh(case)) if one.suggested]


# Who goes


def test_who_does_such_work_and_is_on_duty_is_suggested_first_with_the_reasons(cast, stage, plan):
    case = stage.reported()
    plan("wang")
    skilled(cast, "wang", "water-leak")
    earlier = stage.done(by="wang")
    assert earlier.home == case.home
    best = candidates(fresh(case))[0]
    assert best.staff == cast.staff["wang"]
    assert best.reasons[:4] == [
        "does such work",
        "on duty now",
        "in that building today",
        "knows this home from last time",
    ]
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/assign/").content.decode()
    assert "Suggested · does such work · on duty now" in page
    chosen = page.index(f'value="{cast.staff["wang"].pk}"')
    assert "checked" in page[chosen : chosen + 80]


def test_a_group_stands_for_all_that_is_in_it(cast, stage):
    case = stage.reported()
    group = cast.category().parent
    skilled(cast, "liang", group.code)
    assert "小梁" not in names(case)
    assert cast.staff["liang"].known_as in names(case)


def test_the_best_is_accepted_by_sending_the_form_as_it_comes(cast, stage, plan):
    case = stage.reported()
    plan("li")
    desk = cast.client("chen")
    best = candidates(fresh(case))[0].staff
    answer = desk.post(f"/staff/cases/{case.pk}/assign/", {"to": best.pk, "seen": ""})
    assert answer.status_code == 302
    assert fresh(case).assignee == cast.staff["li"] == best


def test_suggesting_takes_one_statement(cast, stage, plan):
    case = fresh(stage.reported())
    assert case.home is not None and case.category is not None
    plan("li")
    with at_most(1):
        candidates(case)


def test_who_is_away_is_not_suggested(cast, stage, plan):
    case = stage.reported()
    plan("li")
    note_absence(
        cast.community.pk, staff_id=cast.staff["li"].pk, starts_on=TODAY(), ends_on=TODAY(),
        by=cast.actor("he"),
    )  # fmt: skip
    assert "李师傅" not in names(case)
    assert candidates(fresh(case))[-1].reasons[0] == "away"


def test_only_who_plans_for_somebody_says_what_they_do(cast):
    page = f"/staff/skills/{cast.staff['li'].pk}/"
    leak = cast.category().pk
    assert cast.client("chen").post(page, {"categories": [leak]}).status_code == 403
    assert cast.client("ma").post(page, {"categories": [leak]}).status_code == 403
    assert cast.client("he").post(page, {"categories": [leak]}).status_code == 302
    assert list(cast.staff["li"].skills.values_list("category", flat=True)) == [leak]
    elsewhere = f"/staff/skills/{cast.staff['liang'].pk}/"
    assert cast.client("he").post(elsewhere, {"categories": [leak]}).status_code == 404
    assert "李师傅" in cast.client("he").get("/staff/skills/").content.decode()


# By the rule


def classify(cast, case: Case) -> Case:
    return actions.classify_case(
        case.pk, category_id=cast.category().pk, urgency=Urgency.NORMAL, by=cast.actor("chen")
    )


def test_a_category_that_wants_it_is_assigned_by_the_rule_to_somebody_on_duty(cast, stage, plan):
    Category.objects.filter(code="water-leak").update(assign_automatically=True)
    plan("wang")
    case = classify(cast, stage.reported())
    assert (case.state, case.assignee) == (State.ASSIGNED, cast.staff["wang"])
    event = Event.objects.get(verb="case.assigned", subject_id=case.pk)
    assert (event.account_id, event.data["rule"]) == (None, True)
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "Assigned by the rule" in page
    own = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "rule" not in own


def test_with_nobody_on_duty_or_without_the_rule_it_stays_in_the_queue(cast, stage, plan):
    plan("wang")
    assert classify(cast, stage.reported()).assignee is None
    Category.objects.filter(code="water-leak").update(assign_automatically=True)
    Duty.objects.all().delete()
    assert classify(cast, stage.reported()).state == State.CLASSIFIED


# Away for long


def test_a_long_absence_returns_what_has_not_begun_and_says_so(cast, stage):
    begun, waiting = stage.assigned(), stage.assigned()
    actions.set_out(begun.pk, by=cast.actor("li"))
    li = cast.staff["li"].pk
    note = lambda days: note_absence(  # noqa: E731
        cast.community.pk, staff_id=li, starts_on=TODAY(), ends_on=TODAY() + days * DAY,
        by=cast.actor("he"),
    )  # fmt: skip
    note(1)
    assert fresh(waiting).assignee_id == li
    note(3)
    assert fresh(waiting).state == State.CLASSIFIED
    assert fresh(begun).state == State.UNDER_WAY
    page = cast.client("chen").get(f"/staff/cases/{waiting.pk}/").content.decode()
    assert "Whoever had it is away for a while." in page


def test_an_absence_to_come_is_seen_to_on_its_first_day_once(cast, stage):
    case = stage.assigned()
    start = TODAY() + DAY
    absence = note_absence(
        cast.community.pk, staff_id=cast.staff["li"].pk, starts_on=start, ends_on=start + 5 * DAY,
        by=cast.actor("he"),
    )  # fmt: skip
    jobs.return_work_of_absent(timestamp=0)
    assert fresh(case).state == State.ASSIGNED
    absence.starts_on = TODAY()
    absence.save()
    case.rounds.update(assigned_at=timezone.now() - 2 * DAY)
    jobs.return_work_of_absent(timestamp=0)
    assert fresh(case).state == State.CLASSIFIED
    again = stage.sent(case, "li")
    jobs.return_work_of_absent(timestamp=0)
    assert fresh(again).assignee == cast.staff["li"]


# Escalation by duty


def overdue(cast, case: Case, tell: str) -> set[str]:
    ServiceRules.objects.update_or_create(
        community=cast.community, defaults={"levels": [{"after": 0, "tell": tell}]}
    )
    Event.objects.filter(verb="case.overdue").delete()
    Case.objects.filter(pk=case.pk).update(promised_at=timezone.now() - timedelta(hours=1))
    actions.sweep()
    (event,) = Event.objects.filter(verb="case.overdue", subject_id=case.pk)
    known = {account.pk: name for name, account in cast.accounts.items()}
    return {known[pk] for one in tellings_for(event) for pk in one.account_ids}


@pytest.mark.parametrize(
    ("tell", "on_call", "on_duty", "told"),
    [
        ("duty_manager", "guan", "", {"guan"}),
        ("duty_manager", "", "", {"gu"}),
        ("head_on_duty", "guan", "he", {"he"}),
        ("head_on_duty", "guan", "", {"guan"}),
        ("head_on_duty", "", "", {"he"}),
    ],
)
def test_a_level_finds_who_is_on_duty_and_falls_back(
    cast, stage, plan, tell, on_call, on_duty, told
):
    if on_call:
        plan(on_call, call=True)
    if on_duty:
        plan(on_duty)
    assert overdue(cast, classify(cast, stage.reported()), tell) == told


# Times


def test_offered_times_come_from_the_plan_less_what_is_arranged(cast, stage, plan):
    assert free_slots(cast.community.pk, cast.category()) == []
    plan("li", days=range(1, 3))
    first = free_slots(cast.community.pk, cast.category())
    assert [one.start for one in first[:2]] == [tomorrow(8), tomorrow(10)]
    case = stage.assigned()
    actions.arrange_appointment(case.pk, start=tomorrow(8), by=cast.actor("chen"))
    assert free_slots(cast.community.pk, cast.category())[0].start == tomorrow(10)
    plan("wang", days=range(1, 2))
    again = free_slots(cast.community.pk, cast.category())
    assert (again[0].start, again[0].staff) == (tomorrow(8), (cast.staff["wang"].pk,))


def test_a_resident_chooses_a_time_with_the_report(cast, plan):
    plan("li", days=range(1, 2))
    zhou = cast.client("zhou")
    address = "/report/?service=water-leak"
    start = tomorrow(10).isoformat()
    page = zhou.get(address)
    assert start.encode() in page.content
    sent = {"description": "漏水", "where": f"home:{cast.home.pk}", "when": "any", "start": start}
    assert zhou.post(address, sent).status_code == 302
    case = Case.objects.get()
    assert case.appointment_at == tomorrow(10)
    assert case.appointments.get().staff == cast.staff["li"]
    assert names(case)[0] == "李师傅"
    wrong = {**sent, "start": tomorrow(11).isoformat()}
    answer = zhou.post(address, wrong)
    assert answer.status_code == 422
    assert "Still free" in answer.content.decode()
    assert Case.objects.count() == 1


def test_either_side_moves_it_until_it_begins_and_the_other_is_told(cast, stage, plan):
    plan("li", days=range(1, 3))
    case = stage.assigned()
    desk, zhou = cast.client("chen"), cast.client("zhou")
    step = f"/staff/cases/{case.pk}/appoint/"
    assert desk.post(step, {"start": tomorrow(8).isoformat()}).status_code == 302
    assert fresh(case).appointment_at == tomorrow(8)
    mine = f"/cases/{case.pk}/appointment/"
    assert tomorrow(10).isoformat() in zhou.get(mine).content.decode()
    assert zhou.post(mine, {"start": tomorrow(10).isoformat()}).status_code == 302
    standing = case.appointments.get()
    assert (standing.period.lower, standing.sequence) == (tomorrow(10), 1)
    moved = Event.objects.get(verb="case.appointment_moved")
    told = {pk for one in tellings_for(moved) for pk in one.account_ids}
    assert cast.accounts["li"].pk in told and cast.accounts["zhou"].pk not in told
    assert zhou.post(f"{mine}off/").status_code == 302
    assert fresh(case).appointment_at is None
    assert case.appointments.get().state == AppointmentState.CANCELLED


def test_what_has_begun_is_not_moved(cast, stage):
    case = stage.assigned()
    actions.arrange_appointment(case.pk, start=tomorrow(8), by=cast.actor("chen"))
    period = (timezone.now() - timedelta(minutes=5), timezone.now() + timedelta(hours=1))
    Appointment.objects.update(period=period)
    with pytest.raises(Refusal) as refused:
        actions.cancel_appointment(case.pk, by=cast.actor("zhou"))
    assert refused.value.code == "begun"


def test_a_neighbour_cannot_touch_it(cast, stage, plan):
    plan("li", days=range(1, 2))
    case = stage.assigned()
    address = f"/cases/{case.pk}/appointment/"
    assert cast.client("wu").get(address).status_code == 404
    assert cast.client("wu").post(address, {"start": tomorrow(8).isoformat()}).status_code == 404
    assert not Appointment.objects.exists()


def test_somebody_taken_is_refused_with_the_next_free_times(cast, stage, plan):
    plan("li", days=range(1, 2))
    one, other = stage.assigned(), stage.assigned()
    actions.arrange_appointment(one.pk, start=tomorrow(8), by=cast.actor("chen"))
    answer = cast.client("chen").post(
        f"/staff/cases/{other.pk}/appoint/", {"own": f"{TODAY() + DAY}T09:00", "minutes": 60}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Still free: tomorrow 10:00–12:00" in page
    assert fresh(other).appointment_at is None


def test_it_goes_along_with_whoever_gets_the_case(cast, stage):
    case, other = stage.assigned(), stage.assigned(to="wang")
    for one in (case, other):
        actions.arrange_appointment(one.pk, start=tomorrow(8), by=cast.actor("chen"))
    with pytest.raises(Refusal) as refused:
        actions.assign_case(
            case.pk, to=cast.staff["wang"].pk, instead_of=case.assignee_id, by=cast.actor("chen")
        )
    assert refused.value.code == "double_booked"
    assert fresh(case).assignee == cast.staff["li"]
    actions.take_back(case.pk, reason="病了", by=cast.actor("li"))
    assert case.appointments.get().staff is None
    assert fresh(case).appointment_at == tomorrow(8)
    stage.sent(case, "he")
    assert case.appointments.get().staff == cast.staff["he"]


def test_work_done_or_withdrawn_ends_it(cast, stage):
    done, gone = stage.assigned(), stage.assigned(to="wang")
    for one in (done, gone):
        actions.arrange_appointment(one.pk, start=tomorrow(8), by=cast.actor("chen"))
    actions.finish_round(done.pk, finished=actions.Finished(work="好了"), by=cast.actor("li"))
    actions.withdraw_case(gone.pk, by=cast.actor("zhou"))
    assert set(Appointment.objects.values_list("state", flat=True)) == {"cancelled"}
    assert fresh(done).appointment_at is None is fresh(gone).appointment_at


def test_who_goes_and_when_through_the_api(cast, stage, plan, call):
    plan("li", days=range(3))
    case = stage.reported()
    head, zhou = call("he"), call("zhou")
    leak = cast.category().pk
    where = f"communities/{cast.community.pk}/skills"
    assert head.put(f"{where}/{cast.staff['li'].pk}", category_ids=[leak]).status_code == 200
    held = {one["staff_id"]: one["category_ids"] for one in head.get(where).json()}
    assert held[cast.staff["li"].pk] == [leak]
    best = call("chen").get(f"cases/{case.pk}/candidates").json()[0]
    assert (best["staff_id"], best["suggested"]) == (cast.staff["li"].pk, True)
    assert "does such work" in best["reasons"]
    assert zhou.get(f"cases/{case.pk}/candidates").status_code == 404
    times = zhou.get(f"cases/{case.pk}/appointment-times").json()
    made = zhou.put(f"cases/{case.pk}/appointment", start=times[0]["start"])
    assert made.status_code == 200, made.content
    assert fresh(case).appointment_at.isoformat() == times[0]["start"].replace("Z", "+00:00")
    other = call("qian").put(f"cases/{case.pk}/appointment", start=times[1]["start"])
    assert other.status_code == 404
    assert zhou.delete(f"cases/{case.pk}/appointment").status_code == 200
    assert fresh(case).appointment_at is None
