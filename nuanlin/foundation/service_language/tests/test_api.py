"""Service language by program: what managers keep, the quiz, the figures (D4)."""

from nuanlin.foundation.service_language.models import LexiconEntry, OfficePhrase, QuizResult
from tests.caller import Caller

ROOT = "service-language/"


def test_a_manager_keeps_phrases_by_program(cast):
    gu, here = Caller(cast, "gu"), cast.community.pk
    facts = {"moment": "goodbye", "form": "ask", "text": "您慢走。", "community_id": here}
    made = gu.post(f"{ROOT}phrases", key="one", **facts)
    again = gu.post(f"{ROOT}phrases", key="one", **facts)
    assert made.status_code == again.status_code == 201
    phrase = OfficePhrase.objects.get()
    assert made.json()["id"] == phrase.pk
    gu.patch(f"{ROOT}phrases/{phrase.pk}", move="earlier")
    offered = gu.get(f"{ROOT}phrases", community_id=here, moment="goodbye").json()
    assert [one["id"] for one in offered][:2] == [phrase.pk, None]
    gu.patch(f"{ROOT}phrases/{phrase.pk}", active=False)
    offered = gu.get(f"{ROOT}phrases", community_id=here, moment="goodbye").json()
    assert phrase.pk not in [one["id"] for one in offered]
    assert gu.patch(f"{ROOT}phrases/{phrase.pk}", text="再见。", active=True).status_code == 409
    refused = gu.post(f"{ROOT}phrases", **{**facts, "text": "{nme}您慢走。"})
    assert refused.json()["code"] == "unknown_place"
    assert Caller(cast, "chen").post(f"{ROOT}phrases", **facts).status_code == 404


def test_a_manager_keeps_words_by_program_and_hears_of_false_alarms(cast):
    gu, here = Caller(cast, "gu"), cast.community.pk
    refused = gu.post(f"{ROOT}words", kind="mockery", said="请问", community_id=here)
    assert refused.json()["code"] == "false_alarms"
    assert refused.json()["false_alarms"] > 10
    made = gu.post(f"{ROOT}words", kind="mockery", said="老古董", community_id=here)
    entry = LexiconEntry.objects.get()
    assert made.json()["id"] == entry.pk
    changed = gu.put(f"{ROOT}words/{entry.pk}", kind="mockery", said="老古董", better="老邻居")
    assert changed.json()["better"] == "老邻居"
    assert gu.delete(f"{ROOT}words/{entry.pk}").status_code == 204
    assert gu.get(f"{ROOT}words", community_id=here).json() == []


def test_the_quiz_is_taken_by_program_without_the_answers_being_told(cast):
    bao = Caller(cast, "bao")
    quiz = bao.get(f"{ROOT}quiz").json()
    assert set(quiz["questions"][0]) == {"key", "text", "answers"}
    answers = {one["key"]: 0 for one in quiz["questions"]}
    said = {"seed": quiz["seed"], "answers": answers, "community_id": cast.community.pk}
    made = bao.post(f"{ROOT}quiz", key="once", **said)
    bao.post(f"{ROOT}quiz", key="once", **said)
    assert made.json()["id"] == QuizResult.objects.get().pk
    answers[quiz["questions"][0]["key"]] = 9
    assert bao.post(f"{ROOT}quiz", **said).json()["code"] == "questions_open"


def test_figures_are_for_those_who_lead(cast):
    here = cast.community.pk
    found = Caller(cast, "gu").get(f"{ROOT}figures", community_id=here).json()
    assert len(found["months"]) == 6
    assert Caller(cast, "chen").get(f"{ROOT}figures", community_id=here).status_code == 404
