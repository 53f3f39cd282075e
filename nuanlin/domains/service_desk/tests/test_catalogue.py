"""The service catalogue as managers keep it, without a programmer."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from nuanlin.domains.service_desk.catalogue import CATALOGUE
from nuanlin.domains.service_desk.catalogue_details import DETAILS
from nuanlin.domains.service_desk.icons import ICONS
from nuanlin.domains.service_desk.models import Category, QuestionKind
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.foundation.audit.models import Event

TREE = "/staff/catalogue/"


@pytest.fixture
def manager(cast):
    """The browser of the manager."""
    return cast.client("gu")


@pytest.fixture
def pool(cast):
    """What is filled in for a category that nobody thought of before."""
    return {
        "parent": Category.objects.get(code="public").pk,
        "name_zh": "泳池水浑",
        "name_en": "Cloudy pool",
        "icon": "waves",
        "department": "engineering",
        "urgency": "urgent",
        "promise_minutes": "90",
        "runs": "always",
        "follow_up_hours": "24",
        "photo_before": "on",
        "question_zh": ["有人不舒服吗？", "从哪天开始的？", ""],
        "question_en": ["Does anybody feel unwell?", "", ""],
        "question_kind": ["danger", "words", "yes_no"],
        "question_key": ["", "", ""],
        "check_zh": ["测余氯", ""],
        "check_en": ["Chlorine measured", ""],
        "material_name": ["除藻剂", ""],
        "material_unit": ["瓶", ""],
        "material_price": ["¥38", ""],
        "request_key": uuid4().hex,
    }


def order_of(group: str) -> list[str]:
    names = Category.objects.filter(parent__code=group, retired=False)
    return list(names.values_list("code", flat=True))


def test_the_shipped_catalogue_is_whole():
    leaves = {leaf.code: leaf for group in CATALOGUE for leaf in group.leaves}
    assert len(leaves) >= 55
    assert set(DETAILS) <= set(leaves)
    assert {leaf.icon for leaf in leaves.values()} <= set(ICONS)
    listed = (Path(settings.BASE_DIR) / "assets" / "icons.txt").read_text().split()
    assert set(ICONS) <= set(listed)
    for details in DETAILS.values():
        keys = [question["key"] for question in details.get("questions", [])]
        assert len(keys) == len(set(keys))


def test_what_ships_is_in_the_database(cast):
    gas = cast.category("gas-smell")
    assert [question["kind"] for question in gas.questions] == [QuestionKind.DANGER]
    assert gas.call_needed and gas.follow_up_hours == 4
    assert cast.category().materials[0]["price"] == "25.00"


def test_the_tree_shows_every_group_with_its_categories(cast, manager):
    page = html(manager.get(TREE))
    order = [page.index(word) for word in ("水管漏水", "家中没电", "下水道堵塞", "别的事")]
    assert order == sorted(order)


@pytest.mark.parametrize("name", ["chen", "li", "he", "zhou", "ma"])
def test_only_managers_and_administrators_keep_it(cast, name, pool):
    client, pk = cast.client(name), cast.category().pk
    before = Category.objects.count()
    doors = [TREE, f"{TREE}new/", f"{TREE}{pk}/"]
    assert {client.get(door).status_code for door in doors} == {403}
    client.post(f"{TREE}new/?group=1", pool)
    client.post(f"{TREE}{pk}/", pool)
    client.post(f"{TREE}{pk}/steps/", {"step": "retire"})
    assert Category.objects.count() == before
    assert cast.category().name_zh == "水管漏水" and not cast.category().retired


def test_the_administrator_keeps_it_too(cast):
    assert cast.client("admin").get(TREE).status_code == 200


def test_a_new_category_can_be_chosen_at_once_by_everybody(cast, manager, pool):
    for _tap in range(2):
        answer = manager.post(f"{TREE}new/?group={pool['parent']}", pool)
        assert answer.status_code == 302
    made = Category.objects.get(name_zh="泳池水浑")
    assert made.photo_before and not made.photo_after
    assert made.materials == [{"name": "除藻剂", "unit": "瓶", "price": "38.00"}]
    assert made.checklist == [{"zh": "测余氯", "en": "Chlorine measured"}]
    assert [one["kind"] for one in made.questions] == ["danger", "words"]
    assert len({one["key"] for one in made.questions}) == 2
    assert order_of("public")[-1] == made.code
    assert "泳池水浑" in html(cast.client("zhou").get("/report/"))
    assert "泳池水浑" in html(cast.client("chen").get("/staff/cases/new/"))
    assert Event.objects.filter(verb="category.added", subject_id=made.pk).count() == 1


def test_a_refused_form_keeps_every_line_typed(cast, manager, pool):
    given = {**pool, "name_zh": "快递柜、信箱坏了", "material_price": ["三块", ""]}
    answer = manager.post(f"{TREE}new/?group={pool['parent']}", given)
    page = html(answer)
    assert answer.status_code == 422
    assert "三块" in page and "测余氯" in page and "从哪天开始的？" in page
    given["material_price"] = ["3", ""]
    answer = manager.post(f"{TREE}new/?group={pool['parent']}", given)
    assert errors(answer) == {"name_zh"}
    assert not Category.objects.filter(name_zh="泳池水浑").exists()
    assert not Event.objects.filter(verb="category.added").exists()


def test_a_change_keeps_the_row_as_it_was(cast, manager, pool):
    leak = cast.category()
    manager.post(f"{TREE}{leak.pk}/", {**pool, "name_zh": "水管渗漏"})
    leak.refresh_from_db()
    assert (leak.name_zh, leak.code, leak.parent.code) == ("水管渗漏", "water-leak", "public")
    kept = leak.events.order_by("pgh_id").values_list("name_zh", flat=True)
    assert list(kept)[-2:] == ["水管漏水", "水管渗漏"]
    event = Event.objects.get(verb="category.changed")
    assert "name_zh" in event.data["fields"] and event.account_id == cast.accounts["gu"].pk


def test_an_unchanged_form_changes_nothing(cast, manager):
    leak = cast.category()
    page = html(manager.get(f"{TREE}{leak.pk}/"))
    assert "总阀关得上吗？" in page and "25.00" in page
    given = {
        "parent": leak.parent_id, "name_zh": leak.name_zh, "name_en": leak.name_en,
        "promise_minutes": leak.promise_minutes, "runs": leak.runs,
        "icon": leak.icon, "department": leak.department, "urgency": leak.urgency,
        "question_zh": [one["zh"] for one in leak.questions],
        "question_en": [one["en"] for one in leak.questions],
        "question_kind": [one["kind"] for one in leak.questions],
        "question_key": [one["key"] for one in leak.questions],
        "check_zh": [one["zh"] for one in leak.checklist],
        "check_en": [one["en"] for one in leak.checklist],
        "material_name": [one["name"] for one in leak.materials],
        "material_unit": [one["unit"] for one in leak.materials],
        "material_price": [one["price"] for one in leak.materials],
    }  # fmt: skip
    answer = manager.post(f"{TREE}{leak.pk}/", given)
    assert answer.status_code == 302, html(answer).split("callout-crimson")[1][:1500]
    assert not Event.objects.filter(verb="category.changed").exists()


def test_a_category_changes_places_with_its_neighbour(cast, manager):
    first, second, *_rest = order_of("water")
    pk = cast.category(second).pk
    manager.post(f"{TREE}{pk}/steps/", {"step": "up"})
    assert order_of("water")[:2] == [second, first]
    manager.post(f"{TREE}{pk}/steps/", {"step": "up"})  # the first stays
    assert order_of("water")[:2] == [second, first]
    manager.post(f"{TREE}{pk}/steps/", {"step": "down"})
    assert order_of("water")[:2] == [first, second]
    group = Category.objects.get(code="power")
    manager.post(f"{TREE}{group.pk}/steps/", {"step": "up"})
    groups = Category.objects.filter(parent__isnull=True).values_list("code", flat=True)
    assert list(groups)[:2] == ["power", "water"]


def test_a_retired_category_is_offered_no_longer_and_open_cases_keep_it(cast, manager, stage):
    case = stage.reported()
    pk = case.category_id
    manager.post(f"{TREE}{pk}/steps/", {"step": "retire"})
    assert manager.post(f"{TREE}{pk}/steps/", {"step": "retire"}).status_code == 409
    case.refresh_from_db()
    assert case.category_id == pk
    assert "水管漏水" in html(cast.client("chen").get(f"/staff/cases/{case.pk}/"))
    assert "service=water-leak" not in html(cast.client("zhou").get("/report/"))
    manager.post(f"{TREE}{pk}/steps/", {"step": "restore"})
    assert "service=water-leak" in html(cast.client("zhou").get("/report/"))


def test_a_retired_group_takes_along_what_stands_in_it(cast, manager):
    group = Category.objects.get(code="water")
    manager.post(f"{TREE}{group.pk}/steps/", {"step": "retire"})
    assert "service=water-leak" not in html(cast.client("zhou").get("/report/"))
    assert "什么事？" in html(cast.client("zhou").get("/report/?service=water-leak"))
    assert "水管漏水" not in html(cast.client("chen").get("/staff/cases/new/"))


def test_a_group_needs_but_a_name_and_stands_in_no_other(cast, manager, pool):
    answer = manager.post(f"{TREE}new/", {"name_zh": "泳池", "icon": "waves"})
    group = Category.objects.get(name_zh="泳池")
    assert answer.headers["Location"] == f"{TREE}#category-{group.pk}"
    manager.post(f"{TREE}{group.pk}/", {**pool, "name_zh": "泳池与会所"})
    group.refresh_from_db()
    assert (group.parent_id, group.name_zh, group.name) == (None, "泳池与会所", "泳池与会所")
    leaf = cast.category()
    refused = manager.post(f"{TREE}{leaf.pk}/", {**pool, "parent": ""})
    assert refused.status_code == 422
    refused = manager.post(f"{TREE}{leaf.pk}/", {**pool, "parent": cast.category("water-tap").pk})
    assert refused.status_code == 422
    leaf.refresh_from_db()
    assert leaf.parent.code == "water"


def test_what_is_not_there_is_missing(cast, manager):
    assert manager.get(f"{TREE}{10**9}/").status_code == 404
    assert manager.post(f"{TREE}{10**9}/steps/", {"step": "up"}).status_code == 404
    assert manager.post(f"{TREE}{cast.category().pk}/steps/", {"step": "jump"}).status_code == 404
