"""The resident's first page and list of matters, as a phone asks for them."""

import re
from datetime import timedelta

from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, Outcome


def linked(page: str) -> list[int]:
    """The matters that a page leads to, in order, each once."""
    return list(dict.fromkeys(int(pk) for pk in re.findall(r'href="/cases/(\d+)/"', page)))


def test_the_first_page_greets_by_name_and_shows_the_own_plate(cast):
    page = cast.client("zhou").get("/").content.decode()
    assert "周先生" in page
    assert "翠湖花园 3-2-501" in page
    assert "tel:0571-85551234" in page
    assert "家里一切都好" in page


def test_what_asks_for_a_word_comes_first(cast, stage):
    asked = stage.done()
    newer = stage.reported("卫生间下水慢")
    page = cast.client("zhou").get("/").content.decode()
    assert page.index(f"/cases/{asked.pk}/") < page.index(f"/cases/{newer.pk}/")
    assert "想听您一句话" in page


def test_the_card_tells_who_is_on_the_way(cast, stage):
    case = stage.assigned()
    actions.set_out(case.pk, by=cast.actor("li"))
    page = cast.client("zhou").get("/?part=live").content.decode()
    assert "师傅在路上" in page
    assert "李师傅" in page
    assert "<html" not in page


def test_large_type_shows_four_things_and_one_call(cast, stage):
    stage.reported()
    client = cast.client("zhao")
    client.cookies["elder"] = "1"
    page = client.get("/").content.decode()
    assert page.count('class="tile ') == 4
    assert page.count("call-office") == 1
    assert "厨房水管漏水" not in page  # only what asks a question stands here
    assert "我的事" in page


def test_a_neighbour_sees_nothing_of_it(cast, stage):
    stage.reported()
    assert "厨房水管漏水" not in cast.client("wu").get("/").content.decode()
    assert "厨房水管漏水" not in cast.client("wu").get("/cases/").content.decode()


def test_somebody_without_a_home_has_no_first_page(cast):
    assert cast.client("sun").get("/").status_code == 403
    assert cast.client("nobody").get("/").status_code == 302


def test_my_matters_are_told_apart_and_paged(cast, stage):
    open_one = stage.reported("门把手松了")
    past = [stage.reported(f"第{number}件事") for number in range(23)]
    closed = timezone.now()
    for number, case in enumerate(past):
        Case.objects.filter(pk=case.pk).update(
            state="withdrawn", closed_at=closed, reported_at=closed - timedelta(hours=number + 1)
        )
    client = cast.client("zhou")
    first = client.get("/cases/").content.decode()
    assert "有 1 件事在办" in first
    assert linked(first) == [open_one.pk, *(case.pk for case in past[:20])]
    further = re.search(r'href="(\?after=[^"]+)"', first)
    assert further is not None
    second = client.get(f"/cases/{further[1]}").content.decode()
    assert linked(second) == [case.pk for case in past[20:]]
    assert "更早的" not in second


def test_a_forged_cursor_is_the_first_page(cast, stage):
    stage.reported()
    assert "有 1 件事在办" in cast.client("zhou").get("/cases/?after=nonsense").content.decode()


def test_without_matters_the_list_says_what_will_be_here(cast):
    page = cast.client("zhou").get("/cases/").content.decode()
    assert "您的事会在这里" in page


def test_pages_cost_the_same_however_many_matters(cast, stage, django_assert_max_num_queries):
    for _number in range(5):
        case = stage.done()
        actions.answer_as_owner(case.pk, outcome=Outcome.UNDECIDED, by=cast.actor("zhou"))
    client = cast.client("zhou")
    with django_assert_max_num_queries(6):
        client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/cases/")
    with django_assert_max_num_queries(10):
        client.get(f"/cases/{case.pk}/")
