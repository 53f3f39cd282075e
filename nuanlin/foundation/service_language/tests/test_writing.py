"""Phrases and the checker where staff write to a resident (D4)."""

from nuanlin.foundation.service_language import queries
from nuanlin.foundation.service_language.models import LexiconEntry, OfficePhrase
from nuanlin.lib.language.phrases import Moment
from tests.caller import Caller

ROOT = "/staff/service-language/"
API = "service-language/"


def checked(client, text, **fields) -> str:
    answer = client.post(f"{ROOT}check/", {"text": text, **fields})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_rude_text_is_marked_with_better_words_beside_it(cast):
    said = checked(cast.client("chen"), "你为什么不早点来办？")
    assert "质问" in said
    assert '<mark lang="zh-Hans">你为什么不早点来办？</mark>' in said
    assert 'data-better="请问是遇到什么不方便了吗？"' in said


def test_a_good_text_is_left_alone(cast):
    assert "finding" not in checked(cast.client("chen"), "周先生早上好，请问有什么可以帮到您？")


def test_a_gap_is_marked_except_where_gaps_belong(cast):
    chen = cast.client("chen")
    assert "{原因}" in checked(chen, "很抱歉，因为{原因}，请您谅解。")
    assert "finding" not in checked(chen, "很抱歉，因为{reason}，请您谅解。", gaps="1")


def test_an_offices_own_words_are_marked_there_alone(cast):
    LexiconEntry.objects.create(
        community_id=cast.community.pk, kind="mockery", said="老古董", better="老邻居"
    )
    assert "老邻居" in checked(cast.client("chen"), "这位老古董您好，欢迎您。")
    assert "finding" not in checked(cast.client("ma"), "这位老古董您好，欢迎您。")


def test_phrases_come_with_the_persons_greeting_those_of_the_moment_first(cast):
    client = cast.client("chen")
    said = client.post(
        f"{ROOT}offered/", {"moments": "refusing apology", "name": "欧阳明", "gender": "m"}
    ).content.decode()
    assert said.count("data-fitting") == 2
    assert "欧阳先生" in said
    assert "{原因}" in said
    assert "翠湖物业" in said
    assert "{office}" not in said


def test_an_offices_phrase_stands_in_for_the_one_brought(cast):
    mine = {"community_id": cast.community.pk, "moment": "goodbye", "form": "ask"}
    OfficePhrase.objects.create(**mine, text="您慢走，{name}。", stands_in=True)
    OfficePhrase.objects.create(**mine, text="还有别的事吗，请您说。", position=-1)
    values = queries.values_for({"name": "周建国"}, gender="m")
    texts = [one.text for one in queries.phrases_for(Moment.GOODBYE, cast.community.pk, values)]
    assert texts[:2] == ["还有别的事吗，请您说。", "您慢走，周先生。"]
    elsewhere = [one.text for one in queries.phrases_for(Moment.GOODBYE, cast.other.pk, values)]
    assert elsewhere[0] == "请问还有什么可以帮到您？"


def test_residents_have_no_checker(cast):
    assert cast.client("zhou").post(f"{ROOT}check/", {"text": "你好"}).status_code == 403
    assert Caller(cast, "zhou").post(f"{API}check", text="你好").status_code == 404


def test_the_api_checks_and_greets(cast):
    chen, here = Caller(cast, "chen"), cast.community.pk
    found = chen.post(f"{API}check", text="你为什么不早点来办？", community_id=here).json()
    assert [one["kind"] for one in found] == ["interrogation"]
    people = [{"name": "周建国", "gender": "m"}, {"name": "王芳", "gender": "f"}]
    said = chen.post(f"{API}greeting", people=people, at="2026-11-23T09:30:00+08:00").json()
    assert said == {"greeting": "Good morning, Mr Zhou and Ms Wang"}
    offered = chen.get(f"{API}phrases", moment="outage").json()
    assert {one["form"] for one in offered} == {"ask", "request", "consult", "explain"}


def test_a_community_that_is_not_mine_is_unknown_to_me(cast):
    answer = Caller(cast, "chen").post(f"{API}check", text="你好", community_id=cast.other.pk)
    assert answer.status_code == 404
