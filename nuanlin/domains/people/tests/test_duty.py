"""The duty plan: shifts, the week's cells, repeating a week, who is away (A3)."""

from datetime import date, time, timedelta

import pytest

from nuanlin.domains.people.actions import duty as actions
from nuanlin.domains.people.models import Absence, Duty, Shift
from nuanlin.domains.people.queries.duty import monday_of, on_duty
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock

MONDAY = monday_of(clock.today()) + timedelta(days=7)
WEEK = timedelta(days=7)


@pytest.fixture
def shifts(cast) -> dict[str, Shift]:
    """The usual shifts, by what they are."""
    cast.client("gu").post("/staff/duty/begin/")
    found = list(Shift.objects.order_by("pk"))
    return dict(zip(["day", "early", "late", "night", "on_call"], found, strict=True))


def press(client, staff, day: date, shift: Shift | None):
    return client.post(
        f"/staff/duty/cell/?week={day.isoformat()}",
        {"cell": f"{staff.pk}:{day.isoformat()}", "shift": shift.pk if shift else ""},
    )


def held(staff, day: date) -> list[Shift]:
    return [one.shift for one in Duty.objects.filter(staff=staff, day=day).order_by("shift")]


def test_an_office_without_shifts_begins_with_the_usual_ones(cast):
    manager = cast.client("gu")
    assert "Begin with the usual shifts" in text(manager.get("/staff/duty/"))
    assert manager.post("/staff/duty/begin/").status_code == 302
    assert Shift.objects.filter(community=cast.community).count() == 5
    page = text(manager.get("/staff/duty/"))
    assert cast.staff["li"].name in page
    assert "23:00–07:00" in page


def text(answer) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


def test_a_pressed_cell_takes_the_shift_another_replaces_it_and_the_same_again_frees_it(
    cast, shifts
):
    head, li = cast.client("he"), cast.staff["li"]
    assert press(head, li, MONDAY, shifts["day"]).status_code == 302
    assert held(li, MONDAY) == [shifts["day"]]
    press(head, li, MONDAY, shifts["late"])
    assert held(li, MONDAY) == [shifts["late"]]
    press(head, li, MONDAY, shifts["on_call"])
    assert held(li, MONDAY) == [shifts["late"], shifts["on_call"]]
    press(head, li, MONDAY, shifts["late"])
    assert held(li, MONDAY) == [shifts["on_call"]]
    press(head, li, MONDAY, None)
    assert held(li, MONDAY) == []


def test_a_night_shift_lasts_into_the_next_day(cast, shifts):
    press(cast.client("he"), cast.staff["li"], MONDAY, shifts["night"])
    at = lambda day, hour: on_duty(cast.community.pk, clock.moment(day, hour)).exists()  # noqa: E731
    tuesday = MONDAY + timedelta(days=1)
    assert [at(MONDAY, 22), at(MONDAY, 23), at(tuesday, 6), at(tuesday, 7)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_head_plans_the_own_department_alone_and_an_engineer_nobody(cast, shifts):
    answer = press(cast.client("he"), cast.staff["liang"], MONDAY, shifts["day"])
    assert answer.status_code == 422
    assert press(cast.client("li"), cast.staff["li"], MONDAY, shifts["day"]).status_code == 403
    assert press(cast.client("ma"), cast.staff["li"], MONDAY, shifts["day"]).status_code == 403
    assert not Duty.objects.exists()
    assert press(cast.client("gu"), cast.staff["liang"], MONDAY, shifts["day"]).status_code == 302


def test_a_shift_of_another_community_cannot_be_planned(cast, shifts):
    elsewhere = Shift.objects.create(
        community=cast.other, name="Day", starts=time(8), ends=time(18)
    )
    assert press(cast.client("he"), cast.staff["li"], MONDAY, elsewhere).status_code == 404
    assert not Duty.objects.exists()


def test_a_week_is_repeated_into_empty_days_only_and_not_for_who_is_away(cast, shifts):
    head, li, wang = cast.client("he"), cast.staff["li"], cast.staff["wang"]
    for staff in (li, wang):
        press(head, staff, MONDAY, shifts["day"])
    press(head, li, MONDAY + WEEK, shifts["late"])
    Absence.objects.create(staff=wang, starts_on=MONDAY + WEEK * 2, ends_on=MONDAY + WEEK * 2)
    answer = head.post(f"/staff/duty/repeat/?week={MONDAY.isoformat()}", {"weeks": 3})
    assert answer.status_code == 302
    assert [held(li, MONDAY + WEEK * n) for n in (1, 2, 3)] == [
        [shifts["late"]], [shifts["day"]], [shifts["day"]],
    ]  # fmt: skip
    assert [bool(held(wang, MONDAY + WEEK * n)) for n in (1, 2, 3)] == [True, False, True]


def test_an_empty_week_cannot_be_repeated(cast, shifts):
    answer = cast.client("he").post(f"/staff/duty/repeat/?week={MONDAY.isoformat()}", {"weeks": 1})
    assert answer.status_code == 422
    assert not Event.objects.filter(verb="duty.repeated").exists()


def test_who_is_away_has_no_duties_then_and_is_not_on_duty(cast, shifts):
    head, li = cast.client("he"), cast.staff["li"]
    for ahead in range(3):
        press(head, li, MONDAY + timedelta(days=ahead), shifts["day"])
    answer = head.post(
        "/staff/duty/absences/new",
        {"staff": li.pk, "starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=1)},
    )
    assert answer.status_code == 302
    assert list(li.duties.values_list("day", flat=True)) == [MONDAY + timedelta(days=2)]
    assert press(head, li, MONDAY, shifts["day"]).status_code == 422
    assert "away" in text(head.get(f"/staff/duty/?week={MONDAY.isoformat()}"))
    head.post(f"/staff/duty/absences/{Absence.objects.get().pk}/end")
    assert not Absence.objects.exists()
    assert press(head, li, MONDAY, shifts["day"]).status_code == 302


def test_a_shift_that_changes_moves_what_is_planned_and_a_retired_one_clears_it(cast, shifts):
    manager, li = cast.client("gu"), cast.staff["li"]
    press(manager, li, MONDAY, shifts["day"])
    facts = {"name": "Day", "starts": "09:00", "ends": "17:00", "colour": "jade"}
    assert manager.post(f"/staff/duty/shifts/{shifts['day'].pk}/", facts).status_code == 302
    period = li.duties.get().period
    assert (period.lower, period.upper) == (clock.moment(MONDAY, 9), clock.moment(MONDAY, 17))
    manager.post(f"/staff/duty/shifts/{shifts['day'].pk}/retire")
    assert not li.duties.exists()
    assert cast.client("he").get(f"/staff/duty/shifts/{shifts['late'].pk}/").status_code == 403


def test_the_duty_manager_answers_beside_ordinary_work(cast, shifts):
    gu, at = cast.staff["gu"], clock.moment(MONDAY, 20)
    actions.set_duty(
        cast.community.pk,
        staff_id=gu.pk,
        day=MONDAY,
        shift_ids=[shifts["day"].pk, shifts["on_call"].pk],
        by=cast.actor("gu"),
    )
    assert list(on_duty(cast.community.pk, at, on_call=True)) == [gu]
    assert not on_duty(cast.community.pk, at).exists()
    with pytest.raises(Refusal):
        actions.set_duty(
            cast.community.pk, staff_id=gu.pk, day=MONDAY,
            shift_ids=[shifts["day"].pk, shifts["late"].pk], by=cast.actor("gu"),
        )  # fmt: skip


def test_the_plan_through_the_api(cast, shifts, call):
    head, li = call("he"), cast.staff["li"]
    where = f"communities/{cast.community.pk}"
    answer = head.put(f"{where}/duty/{li.pk}/{MONDAY}", shift_ids=[shifts["day"].pk])
    assert answer.status_code == 200, answer.content
    week = head.get(f"{where}/duty", week=MONDAY.isoformat()).json()
    assert week["monday"] == MONDAY.isoformat()
    assert week["duties"] == [
        {"staff_id": li.pk, "day": MONDAY.isoformat(), "shift_id": shifts["day"].pk}
    ]
    now = head.get(f"{where}/on-duty", at=clock.moment(MONDAY, 10).isoformat()).json()
    assert [one["id"] for one in now["working"]] == [li.pk]
    assert call("ma").get(f"{where}/duty").status_code == 404
    again = head.post(f"{where}/duty/repetition", week=MONDAY.isoformat(), weeks=2)
    assert again.status_code == 200
    assert li.duties.count() == 3


def test_the_page_takes_few_statements(cast, shifts, django_assert_max_num_queries):
    manager = cast.client("gu")
    for key in ("li", "wang", "chen", "lin"):
        press(manager, cast.staff[key], MONDAY, shifts["day"])
    with django_assert_max_num_queries(12):
        manager.get(f"/staff/duty/?week={MONDAY.isoformat()}")
