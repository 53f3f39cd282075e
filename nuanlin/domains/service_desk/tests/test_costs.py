"""Parts with a day on which they should come; materials and labour with prices, charged later."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.actions import Finished, MaterialUsed
from nuanlin.domains.service_desk.costs import costs_of
from nuanlin.domains.service_desk.models import Case, Material, Round, Waiting
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification
from tests.cast import Cast


def finish(client, case, **given):
    return client.post(
        f"/staff/my-jobs/{case.pk}/completion/", {"work": "更换软管", "found": "", **given}
    )


def priced(cast: Cast, case: Case) -> None:
    lines = [
        MaterialUsed("软管", Decimal(2), "根", price=Decimal("28.50")),
        MaterialUsed("人工", Decimal("1.5"), "小时", price=Decimal(60), labour=True),
    ]
    work = Finished(work="更换软管", materials=lines)
    actions.finish_round(case.pk, finished=work, by=cast.actor("li"))


def test_prices_come_from_the_form_or_the_category_and_free_lines(cast, stage):
    case = stage.assigned()
    usual = case.category.materials[0]
    given = {
        "material_name": [usual["name"], "旧毛巾", "转接头"],
        "material_quantity": ["2", "1", "1"],
        "material_unit": ["根", "条", "个"],
        "material_price": ["", "", "3.5"],
        "labour_hours": "1.5",
        "labour_price": "60",
    }
    assert finish(cast.client("li"), case, **given).status_code == 302
    found = list(Material.objects.values_list("name", "price", "labour"))
    assert found == [
        (usual["name"], Decimal(usual["price"]), False),
        ("旧毛巾", Decimal(0), False),
        ("转接头", Decimal("3.5"), False),
        ("人工", Decimal(60), True),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"material_name": ["软管"], "material_quantity": ["1"], "material_unit": [""],
         "material_price": ["-1"]},
        {"material_name": ["软管"], "material_quantity": ["1"], "material_unit": [""],
         "material_price": ["NaN"]},
        {"labour_hours": "-2"},
    ],
)  # fmt: skip
def test_a_price_that_is_none_is_shown_again(cast, stage, wrong):
    case = stage.assigned()
    assert finish(cast.client("li"), case, **wrong).status_code == 422
    assert not Material.objects.exists()


def test_the_database_takes_no_negative_price(stage):
    round_ = Round.objects.get(case=stage.assigned())
    with pytest.raises(IntegrityError), transaction.atomic():
        Material.objects.create(round=round_, name="软管", price=Decimal("-0.01"))


def test_owner_office_and_engineer_see_the_sum_and_that_it_is_charged_later(cast, stage):
    case = stage.assigned()
    priced(cast, case)
    home = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "¥147.00" in home
    assert "现在不用付钱" in home
    for path, who in ((f"/staff/cases/{case.pk}/", "chen"), (f"/staff/my-jobs/{case.pk}/", "li")):
        assert "¥147.00" in cast.client(who).get(path).content.decode()


def test_nobody_sees_the_prices_of_a_case_that_is_not_theirs(cast, stage):
    case = stage.assigned()
    priced(cast, case)
    assert cast.client("wu").get(f"/cases/{case.pk}/").status_code == 404
    common = actions.submit_case(
        actions.Report("大堂灯坏", common_area_id=cast.lobby.pk, category_id=cast.category().pk),
        by=cast.actor("zhou"),
    )
    stage.sent(common, "li")
    priced(cast, common)
    assert "¥147.00" not in cast.client("zhou").get(f"/cases/{common.pk}/").content.decode()


numbers = st.decimals(min_value=0, max_value=99_999, places=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(numbers, numbers), max_size=8))
def test_sums_are_exact_to_the_fen(lines):
    class Visit:
        used = [
            {
                "name": "x",
                "quantity": float(many),
                "unit": "",
                "price": float(each),
                "labour": False,
            }
            for many, each in lines
        ]

    costs = costs_of([Visit])
    assert costs.total == sum((line.amount for line in costs.lines), Decimal(0))
    for line, (many, each) in zip(costs.lines, lines, strict=True):
        assert abs(line.amount - many * each) <= Decimal("0.005")


def test_parts_are_waited_for_until_a_day_that_everybody_reads(cast, stage):
    case, li = stage.assigned(), cast.client("li")
    today = timezone.localdate()
    door = f"/staff/my-jobs/{case.pk}/waiting/"
    words = {"whom": "parts", "note": "等软管"}
    past = li.post(door, {**words, "parts_due_on": (today - timedelta(days=1)).isoformat()})
    assert past.status_code == 422
    li.post(door, {**words, "parts_due_on": today.isoformat()})
    case.refresh_from_db()
    assert case.parts_due_on == today
    for who, path in (
        ("zhou", f"/cases/{case.pk}/"),
        ("chen", f"/staff/cases/{case.pk}/"),
        ("li", f"/staff/my-jobs/{case.pk}/"),
    ):
        assert "预计配件" in cast.client(who).get(path).content.decode()
    assert "配件该到了" not in cast.client("chen").get("/staff/cases/").content.decode()


def test_once_the_day_has_passed_the_queue_says_so_until_it_goes_on(cast, stage):
    case = stage.assigned()
    li = cast.actor("li")
    actions.wait_for(
        case.pk, whom=Waiting.PARTS, note="等软管", parts_due_on=timezone.localdate(), by=li
    )
    Case.objects.update(parts_due_on=timezone.localdate() - timedelta(days=1))
    for who, path in (("chen", "/staff/cases/"), ("li", "/staff/my-jobs/")):
        assert "配件该到了" in cast.client(who).get(path).content.decode()
    actions.resume_case(case.pk, by=li)
    case.refresh_from_db()
    assert case.parts_due_on is None
    assert "配件该到了" not in cast.client("chen").get("/staff/cases/").content.decode()


def test_assignee_and_desk_are_told_once_of_each_day_that_passed(cast, stage):
    case, today = stage.assigned(), timezone.localdate()

    def wait(until):
        actions.wait_for(
            case.pk, whom=Waiting.PARTS, note="等软管", parts_due_on=until, by=cast.actor("li")
        )

    def told():
        """Return who was told what, by the message, after two nights."""
        for _night in range(2):
            jobs.tell_of_late_parts.func(0)
        events = Event.objects.filter(verb="case.parts_late")
        for event in events:
            jobs.tell_about.func(event.pk)
        rows = Notification.objects.filter(event__in=events)
        return sorted(rows.values_list("account_id", flat=True))

    team = sorted(cast.accounts[name].pk for name in ("li", "chen", "lin"))
    wait(today)
    assert told() == []
    # Nobody was there to run it for days.
    Case.objects.update(parts_due_on=today - timedelta(days=6))
    assert told() == team
    staff = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "配件早该到了" in staff
    assert "早该到" not in cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    wait(today)
    Case.objects.update(parts_due_on=today - timedelta(days=1))
    assert told() == sorted(team * 2)
    actions.resume_case(case.pk, by=cast.actor("li"))
    assert told() == sorted(team * 2)


def test_the_api_takes_prices_and_the_expected_day(cast, stage, call):
    case = stage.assigned()
    day = timezone.localdate().isoformat()
    body = {"whom": "parts", "note": "等软管", "parts_due_on": day}
    waiting = call("li").post(f"cases/{case.pk}/waiting", **body).json()
    assert waiting["parts_due_on"] == day
    call("li").post(f"cases/{case.pk}/resumption")
    lines = [{"name": "软管", "quantity": "2", "price": "28.50"}, {"name": "工", "labour": True}]
    done = call("li").post(f"cases/{case.pk}/completion", work="换", materials=lines).json()
    (one, two) = done["rounds"][0]["materials"]
    assert (Decimal(str(one["price"])), two["labour"]) == (Decimal("28.5"), True)
    wrong = [{"name": "软管", "price": "-1"}]
    refused = call("li").post(f"cases/{case.pk}/completion", work="换", materials=wrong)
    assert refused.status_code == 422
