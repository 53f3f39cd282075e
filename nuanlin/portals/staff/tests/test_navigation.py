"""The console's navigation: each role finds its own ways, with what lies there."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from nuanlin.portals.staff.navigation import groups

COUNTS = SimpleNamespace(
    open=23,
    calls_due=7,
    open_problems=3,
    asking=2,
    second_calls=1,
    improvements=4,
    also={"missed": 1, "visitors": 2, "unanswered": 5, "ringing": 0, "promised": 1},
)


def urls(actor, path: str = "/staff/") -> set[str]:
    return {item["url"] for group in groups(actor, COUNTS, path) for item in group["items"]}


@pytest.mark.parametrize(
    ("name", "sees", "never"),
    [
        ("chen", ["service_desk:queue", "service_desk:follow_ups"], ["people:staff"]),
        ("li", ["service_desk:my_jobs", "accounts:settings"], ["service_desk:queue"]),
        ("cai", ["people:homes"], ["service_desk:queue", "service_desk:my_jobs"]),
        ("he", ["service_desk:queue", "service_desk:open_problems"], ["service_desk:follow_ups"]),
        ("gu", ["service_desk:queue", "people:staff"], ["jobs:list"]),
        ("admin", ["estate:communities", "people:staff", "jobs:list"], ["service_desk:my_jobs"]),
    ],
)  # fmt: skip
def test_each_role_finds_its_own_ways(cast, name, sees, never):
    found = urls(cast.actor(name))
    assert {reverse(route) for route in sees} <= found
    assert not {reverse(route) for route in never} & found


def test_counts_stand_where_the_work_lies(cast):
    items = {
        item["url"]: item["count"]
        for group in groups(cast.actor("chen"), COUNTS, "/staff/")
        for item in group["items"]
    }
    assert items[reverse("service_desk:queue")] == 23
    assert items[reverse("service_desk:follow_ups")] == 7
    assert items[reverse("service_desk:open_problems")] == 3


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/staff/", "staff:start"),
        ("/staff/cases/42/", "service_desk:queue"),
        ("/staff/follow-ups/42/", "service_desk:follow_ups"),
    ],
)
def test_the_page_at_hand_is_marked_once(cast, path, route):
    marked = [
        item["url"]
        for group in groups(cast.actor("chen"), COUNTS, path)
        for item in group["items"]
        if item["current"]
    ]
    assert marked == [reverse(route)]
