"""The knowledge list: found while one types, kept by managers, partly read by residents (D2)."""

from uuid import uuid4

import pytest

from nuanlin.domains.reception.models import KnowledgeEntry
from nuanlin.domains.service_desk.tests.desk_pages import html

LIST = "/staff/reception/knowledge/"


@pytest.fixture
def entry(cast) -> KnowledgeEntry:
    """An answer about the parking of visitors, for the office alone."""
    return KnowledgeEntry.objects.create(
        community=cast.community,
        question="访客的车停哪里",
        answer="地下一层东侧，两小时以内不收费。",
        words="亲戚 停车",
    )


@pytest.mark.parametrize("typed", ["停", "亲戚", "车 东侧"])
def test_any_part_of_question_answer_or_other_words_finds_it(cast, entry, typed):
    found = cast.client("chen").get(LIST, {"q": typed, "into": "id_result"}, HTTP_HX_REQUEST="true")
    words = html(found)
    assert "地下一层东侧" in words and 'data-into="id_result"' in words
    assert "地下一层东侧" not in html(cast.client("chen").get(LIST, {"q": "车 西侧"}))
    assert "地下一层东侧" not in html(cast.client("ma").get(LIST))


def test_a_manager_adds_changes_checks_and_takes_off(cast):
    gu = cast.client("gu")
    given = {"question": "门禁卡丢了怎么办", "answer": "来前台补一张", "words": "补卡"}
    wrong = gu.post(f"{LIST}new/", {**given, "answer": "", "request_key": uuid4().hex})
    assert wrong.status_code == 422 and "门禁卡丢了怎么办" in html(wrong)
    gu.post(f"{LIST}new/", {**given, "request_key": uuid4().hex})
    entry = KnowledgeEntry.objects.get()
    assert entry.checked_by == cast.staff["gu"] and entry.community == cast.community
    twice = gu.post(f"{LIST}new/", {**given, "request_key": uuid4().hex})
    assert twice.status_code == 422 and KnowledgeEntry.objects.count() == 1
    gu.post(f"{LIST}{entry.pk}/", {**given, "public": "on", "request_key": uuid4().hex})
    entry.refresh_from_db()
    assert entry.public
    assert "来前台补一张" in html(cast.client("zhou").get("/common-questions/", {"q": "补卡"}))
    gu.post(f"{LIST}{entry.pk}/end/", {"request_key": uuid4().hex})
    assert "来前台补一张" not in html(cast.client("chen").get(LIST))


def test_who_is_no_manager_changes_nothing(cast, entry):
    for name in ("chen", "ma", "zhou"):
        browser = cast.client(name)
        assert browser.get(f"{LIST}{entry.pk}/").status_code in (403, 404)
        assert browser.post(f"{LIST}{entry.pk}/end/").status_code in (403, 404)
    entry.refresh_from_db()
    assert entry.retired_at is None


def test_residents_read_the_public_ones_of_their_community_alone(cast, entry):
    assert "地下一层东侧" not in html(cast.client("zhou").get("/common-questions/"))
    KnowledgeEntry.objects.update(public=True)
    assert "地下一层东侧" in html(cast.client("zhou").get("/common-questions/"))
    assert "地下一层东侧" not in html(cast.client("qian").get("/common-questions/"))
