"""Category and urgency suggested from words: offered at three doors, learnt overnight."""

from typing import Any

import pytest

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.jobs import retrain
from nuanlin.domains.service_desk.models import Case, Category, Source, SuggestionModel, Urgency
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.domains.service_desk.tests.statements import at_most

RESIDENT = "/report/suggestion/?service=help-other"
DESK = "/staff/cases/new/suggestion/"


def codes(words: str, **more: Any) -> list[str]:
    return [one.category.code for one in queries.suggest(words, **more).categories]


def judged(cast, words: str, code: str) -> Case:
    """A case that the desk has put into a category by hand."""
    by = cast.actor("chen")
    case = actions.record_case(
        Report(words, home_id=cast.home.pk),
        community_id=cast.community.pk,
        source=Source.PHONE,
        by=by,
    )
    return actions.classify_case(
        case.pk, category_id=cast.category(code).pk, urgency=Urgency.NORMAL, by=by
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("厨房水管漏水，接头一直滴", "water-leak"),
        ("老人被困电梯里了", "lift-trapped"),
        ("闻到燃气味", "gas-smell"),
        ("楼上半夜放音乐吵死了", "order-noise"),
        ("somebody is trapped in the lift", "lift-trapped"),
    ],
)
def test_the_shipped_words_are_enough_for_the_first_day(cast, words, code):
    assert codes(words)[0] == code


@pytest.mark.parametrize("words", ["", "   ", "😀", "13912344471", "\x00"])
def test_words_that_say_nothing_suggest_nothing(cast, words):
    with at_most(1):
        found = queries.suggest(words)
    assert found.categories == [] and found.urgency is None


def test_four_thousand_characters_are_read_and_at_most_three_are_offered(cast):
    assert 1 <= len(codes("水管漏水" * 1000)) <= 3


def test_words_make_a_category_more_urgent_and_never_calmer(cast):
    calm = queries.suggest("不急，有空的时候来看看，闻到燃气味").categories[0]
    assert (calm.category.code, calm.urgency) == ("gas-smell", Urgency.EMERGENCY)
    pressing = queries.suggest("插座冒烟，有火花，很急马上来")
    assert pressing.urgency in {Urgency.EMERGENCY, Urgency.URGENT}
    assert all(one.urgency != Urgency.NORMAL for one in pressing.categories)


def test_a_night_teaches_it_the_offices_own_words(cast):
    pool = Category.objects.create(
        code="pool", parent=Category.objects.get(code="public"), name_zh="泳池", name_en="Pool",
        department="engineering",
    )  # fmt: skip
    for words in ("池水发绿了", "池水发绿有青苔", "儿童池水发绿", "池水发绿好几天", "大池水发绿"):
        judged(cast, words, pool.code)
    assert "pool" not in codes("池水发绿")
    retrain(timestamp=0)
    assert codes("池水发绿")[0] == "pool"
    assert codes("池水发绿", chosen="pool").count("pool") == 0


def test_what_nobody_of_the_office_has_looked_at_teaches_nothing(cast, stage):
    stage.reported()
    assert actions.retrain().cases == 0
    withdrawn = judged(cast, "电梯停了", "lift-stopped")
    actions.withdraw_case(withdrawn.pk, reason="好了", by=cast.actor("chen"))
    assert actions.retrain().cases == 0


def test_training_twice_on_one_day_keeps_one_model_with_the_same_guesses(cast):
    judged(cast, "电梯停了", "lift-stopped")
    first = actions.retrain()
    again = actions.retrain()
    assert SuggestionModel.objects.count() == 1
    assert (first.categories, first.accuracy) == (again.categories, again.accuracy)


def test_a_name_that_one_case_holds_is_not_kept(cast):
    judged(cast, "欧阳靖家电梯停了", "lift-stopped")
    kept = actions.retrain()
    assert "欧阳" not in str(kept.categories) and "靖" not in str(kept.categories)


def test_the_resident_is_offered_another_service_and_keeps_what_is_filled_in(cast):
    zhou = cast.client("zhou")
    offered = html(zhou.post(RESIDENT, {"description": "厨房水管漏水，接头一直滴"}))
    assert "?service=water-leak" in offered and 'name="another"' in offered
    same = html(zhou.post("/report/suggestion/?service=water-leak", {"description": "水管漏水"}))
    assert "?service=water-leak" not in same
    form = {
        "description": "厨房水管漏水",
        "where": f"home:{cast.home.pk}",
        "when": "any",
        "another": "1",
    }
    page = html(zhou.post("/report/?service=water-leak", form))
    assert "厨房水管漏水" in page and "service=water-leak" in page
    assert not Case.objects.exists()


def test_the_desk_is_offered_three_with_keys_while_recording(cast):
    page = html(cast.client("chen").post(DESK, {"description": "马桶堵了，水溢出来很急"}))
    leak = cast.category("drain-toilet")
    assert f'data-suggested="{leak.pk}" data-urgency="urgent"' in page
    assert "Alt+1" in page


def test_classifying_offers_what_the_words_say_and_chooses_nothing(cast):
    case = actions.record_case(
        Report("电梯停在五楼不动了", home_id=cast.home.pk),
        community_id=cast.community.pk, source=Source.PHONE, by=cast.actor("chen"),
    )  # fmt: skip
    chen = cast.client("chen")
    with at_most(12):
        page = html(chen.get(f"/staff/cases/{case.pk}/classify/"))
    assert f'data-suggested="{cast.category("lift-stopped").pk}"' in page
    assert 'aria-pressed="true"' not in page
    case.refresh_from_db()
    assert case.category_id is None


def test_typing_in_the_catalogue_finds_by_meaning(cast):
    page = html(cast.client("zhou").get("/report/?q=厨房一直滴水"))
    assert "?service=water-leak" in page


def test_residents_have_no_desk_and_strangers_no_door(cast):
    assert cast.client("zhou").post(DESK, {"description": "漏水"}).status_code == 403
    assert cast.client("nobody").post(RESIDENT, {"description": "漏水"}).status_code == 302


def test_the_api_says_it_too(cast, call):
    answer = call("zhou").post("suggestion", words="厨房水管漏水").json()
    first = answer["categories"][0]
    assert first["code"] == "water-leak" and 0 < first["confidence"] <= 1 and first["because"]
    assert call("zhou").post("suggestion", words="😀").json()["categories"] == []
    assert call("nobody").post("suggestion", words="漏水").status_code == 401


def test_the_manager_sees_how_well_it_does(cast):
    manager = cast.client("gu")
    assert "每天夜里" in html(manager.get("/staff/catalogue/"))
    for where in ("东", "西", "南", "北", "中间", "左边", "右边", "前面"):
        for what in ("电梯停了", "电梯坏了", "电梯不动"):
            judged(cast, where + what, "lift-stopped")
    assert actions.retrain().cases == 24
    with at_most(12):
        page = html(manager.get("/staff/catalogue/"))
    assert "24 件事" in page and "%" in page
