"""The queue by any filter and in any order, and views kept under a name."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.models import Case, SavedView, Source, Waiting
from nuanlin.domains.service_desk.queries import QueueFilter
from nuanlin.domains.service_desk.tests.desk_pages import cases, errors, further, html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.domains.service_desk.tests.test_desk_queue import QUEUE, many

NEW = f"{QUEUE}views/new/"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def test_each_filter_keeps_its_own_and_leaves_the_rest_out(cast, desk, stage):
    stage.complained("楼上太吵")
    leak = stage.assigned(words="水管漏水")
    area = stage.reported("大堂灯不亮", common_area_id=cast.lobby.pk)
    Case.objects.filter(pk=area.pk).update(
        reopenings=1, source=Source.PHONE, promised_at=timezone.now() - timedelta(hours=1)
    )
    Case.objects.filter(pk=leak.pk).update(
        waiting=Waiting.PARTS, reported_at=timezone.now() - timedelta(days=9)
    )
    week = (timezone.localdate() - timedelta(days=7)).isoformat()
    wanted = {
        "state=assigned": [leak.pk],
        f"assignee={cast.staff['li'].pk}": [leak.pk],
        "waiting=parts": [leak.pk],
        f"until={week}": [leak.pk],
        "source=phone": [area.pk],
        "reopened=on": [area.pk],
        "overdue=on": [area.pk],
        f"words=%23{leak.pk}": [leak.pk],
        f"words={leak.number}": [leak.pk],
        f"building={cast.home.building_id}&kind=repair&assignee={cast.staff['li'].pk}": [leak.pk],
        f"since={week}&kind=repair": [area.pk],
        "assignee=nobody&source=phone": [area.pk],
        f"category={cast.category().parent_id}&state=assigned": [leak.pk],
        "category=999999&state=assigned": [leak.pk],
    }
    for asked, expected in wanted.items():
        assert cases(desk.get(f"{QUEUE}?{asked}")) == expected, asked


def test_me_means_whoever_looks(cast, stage):
    case = stage.assigned(to="li")
    assert cases(cast.client("li").get(QUEUE, {"assignee": "me"})) == [case.pk]
    assert cases(cast.client("chen").get(QUEUE, {"assignee": "me"})) == []


@pytest.mark.parametrize("words", ["水", "漏水", "水 漏", "厨房水管", "接头 滴"])
def test_chinese_is_found_from_one_character_on(cast, desk, stage, words):
    leak = stage.reported()
    stage.reported("灯不亮")
    assert cases(desk.get(QUEUE, {"words": words})) == [leak.pk]


@pytest.mark.parametrize(
    ("view", "order"),
    [
        *(("open", order) for order in ("pressing", "due", "latest", "oldest")),
        *(("closed", order) for order in ("closed", "latest", "oldest")),
        ("all", "latest"),
        ("all", "oldest"),
    ],
)
def test_every_order_is_whole_across_pages_and_reads_its_index(cast, desk, view, order):
    closed = {"state": "closed", "closed_at": timezone.now()} if view == "closed" else {}
    made = many(cast, 120, **closed)
    seen: list[int] = []
    address = f"{QUEUE}?view={view}&order={order}"
    while address:
        answer = desk.get(address)
        seen += cases(answer)
        address = further(answer)
    expected = [case.pk for case in made]
    by_latest = order == "latest" or (order == "closed" and view == "closed")
    assert seen == (expected[::-1] if by_latest else expected)


def test_each_order_and_one_character_read_an_index_without_sorting(cast):
    (pattern,) = many(cast, 1)
    changed = {
        "urgency_rank": "n % 4",
        "title": "CASE WHEN n % 5000 = 0 THEN '漏水' ELSE '第' || n || '件' END",
        "state": "CASE WHEN n % 3 = 0 THEN 'submitted' ELSE 'closed' END",
        "closed_at": "CASE WHEN n % 3 = 0 THEN NULL ELSE now() + n * interval '1 second' END",
        "promised_at": "now() + n * interval '1 second'",
    }
    columns = [str(one.column) for one in Case._meta.local_concrete_fields if not one.primary_key]
    values = ", ".join(changed.get(name, name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO service_desk_case ({', '.join(columns)}) SELECT {values}"
            f" FROM service_desk_case, generate_series(1, 60000) n WHERE id = {pattern.pk}"
        )
        cursor.execute("ANALYZE service_desk_case")
    # Where one community has nearly all cases, the primary key does as well as an index by it.
    orders = {
        ("open", "pressing"): "case_queue",
        ("unassigned", "pressing"): "case_queue",
        ("to_do", "pressing"): "case_queue",
        ("open", "due"): "case_due",
        ("open", "latest"): "case_open_latest|case_pkey|case_archive",
        ("open", "oldest"): "case_open_latest|case_pkey|case_archive",
        ("closed", "closed"): "case_closed_latest",
        ("all", "latest"): "case_archive|case_pkey",
    }
    for (view, order), index in orders.items():
        plan = plan_of(cast, QueueFilter(cast.community.pk, view=view, order=order))
        assert re.search(index, plan) and "Sort" not in plan, (view, order, plan)
    for words in ("漏", "漏水"):
        plan = plan_of(cast, QueueFilter(cast.community.pk, view="all", words=words))
        assert "case_characters" in plan, plan


def plan_of(cast, wanted: QueueFilter) -> str:
    """Return how PostgreSQL reads the page."""
    plans: list[str] = []

    def explaining(execute, sql, params, many, context):
        if 'FROM "service_desk_case"' in sql:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explaining):
        queries.queue(wanted, by=cast.actor("chen"))
    (plan,) = plans
    return plan


def test_columns_are_chosen_in_the_address(cast, desk, stage):
    case = stage.reported()
    assert case.number not in html(desk.get(QUEUE)).split('id="queue"')[1]
    words = html(desk.get(f"{QUEUE}?columns=number&columns=urgency")).split('id="queue"')[1]
    assert case.number in words and "cell-who" not in words


def test_a_view_is_kept_under_a_name_and_shows_how_much_is_in_it(cast, desk, stage):
    stage.complained("楼上太吵")
    stage.reported("灯不亮")
    answer = desk.post(f"{NEW}?kind=complaint&nonsense=1&order=due", {"name": "投诉"})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {
        "kind": ["complaint"], "order": ["due"],
    }  # fmt: skip
    with at_most(6):
        words = html(desk.get(answer.headers["Location"]))
    assert '投诉<span class="tab-number">1</span>' in words
    assert "投诉<span" not in html(cast.client("lin").get(QUEUE))


def test_a_name_is_used_once_by_each_owner_and_a_retried_request_keeps_one_view(cast, desk):
    sent = {"name": "我的", "request_key": "once"}
    for _again in range(2):
        assert desk.post(f"{NEW}?kind=repair", sent).status_code == 302
    answer = desk.post(f"{NEW}?kind=complaint", {"name": "我的"})
    assert answer.status_code == 422 and errors(answer) == {"name"}
    assert cast.client("lin").post(f"{NEW}?kind=complaint", {"name": "我的"}).status_code == 302
    assert SavedView.objects.count() == 2


def test_heads_and_managers_share_and_nobody_else(cast, desk, stage):
    stage.reported()
    desk.post(f"{NEW}?kind=repair", {"name": "偷着分享", "shared": "on"})
    assert not SavedView.objects.get().shared
    cast.client("gu").post(f"{NEW}?kind=repair", {"name": "全院报修", "shared": "on"})
    shared = SavedView.objects.get(name="全院报修")
    assert "全院报修" in html(desk.get(QUEUE))
    assert "全院报修" not in html(cast.client("ma").get(QUEUE))
    assert desk.post(f"{QUEUE}views/{shared.pk}/removal/").status_code == 404
    assert cast.client("gu").post(f"{QUEUE}views/{shared.pk}/removal/").status_code == 302
    assert not SavedView.objects.filter(pk=shared.pk).exists()


def test_twenty_views_are_enough(cast):
    for number in range(20):
        actions.save_view(
            cast.community.pk, name=str(number), query="kind=repair", by=cast.actor("chen")
        )
    answer = cast.client("chen").post(f"{NEW}?kind=repair", {"name": "21"})
    assert errors(answer) == {"name"} and SavedView.objects.count() == 20


def test_views_are_kept_through_the_api_too(cast, call):
    gu, chen, address = call("gu"), call("chen"), f"communities/{cast.community.pk}/views"
    made = gu.post(address, name="急修", query="urgency=urgent&x=1", shared=True)
    assert made.status_code == 201 and made.json()["query"] == "urgency=urgent"
    assert [one["name"] for one in chen.get(address).json()] == ["急修"]
    assert call("ma").get(address).status_code == 404
    assert call("zhou").get(address).status_code == 404
    removal = f"views/{made.json()['id']}"
    assert chen.delete(removal).status_code == 404
    assert gu.delete(removal).status_code == 204
    assert gu.get(address).json() == []


def test_the_api_filters_as_the_page_does(cast, call, stage):
    leak = stage.assigned()
    stage.reported("灯不亮")
    answer = call("li").get(
        f"communities/{cast.community.pk}/cases",
        assignee="me", words="水", order="due", state="assigned",
    )  # fmt: skip
    assert [one["id"] for one in answer.json()["items"]] == [leak.pk]
