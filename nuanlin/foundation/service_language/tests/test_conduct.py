"""The conduct card, the quiz about it, and how the office writes (D4, P1)."""

from uuid import uuid4

import pytest

from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.service_language.models import QuizResult
from nuanlin.foundation.service_language.sending import wording_of
from nuanlin.lib.language import conduct

ROOT = "/staff/service-language/"
SEED = 7


def html(answer) -> str:
    return str(answer.content.decode())


def answered(wrong=0, **facts):
    questions = conduct.drawn(SEED)
    given = {one.key: one.order.index(0) for one in questions}
    given |= {one.key: one.order.index(1) for one in questions[:wrong]}
    return {"seed": SEED, "request_key": uuid4().hex, **given, **facts}


def test_everybody_on_the_staff_reads_the_card_and_prints_it_in_two_sizes(cast):
    page = html(cast.client("bao").get(f"{ROOT}conduct/"))
    assert page.count("<li>") >= 9 + 8
    assert "不模仿别人的语言" in page
    for size in ("a4", "a6"):
        answer = cast.client("bao").get(f"{ROOT}conduct/{size}.pdf")
        assert answer.content.startswith(b"%PDF")
    assert cast.client("bao").get(f"{ROOT}conduct/a5.pdf").status_code == 404
    assert cast.client("zhou").get(f"{ROOT}conduct/").status_code == 403


def test_each_question_has_one_right_answer_wherever_it_is_shown():
    for seed in range(50):
        for one in conduct.drawn(seed):
            assert sorted(one.order) == list(range(len(one.answers)))
            right = conduct.right_answers()[one.key].answers[0]
            assert one.answers[one.order.index(0)] == right
    assert len(conduct.right_answers()) > conduct.ASKED


@pytest.mark.parametrize(("wrong", "score", "passed"), [(0, 10, True), (2, 8, True), (3, 7, False)])
def test_eight_of_ten_pass_and_the_result_is_kept_with_its_answers(cast, wrong, score, passed):
    form = answered(wrong)
    bao = cast.client("bao")
    answer = bao.post(f"{ROOT}quiz/", form, follow=True)
    bao.post(f"{ROOT}quiz/", form)  # a double tap
    result = QuizResult.objects.get()
    assert (result.score, result.passed) == (score, passed)
    assert sum(place != 0 for _key, place in result.answers) == wrong
    assert html(answer).count("您选的是") == wrong


def test_an_open_question_is_asked_for_and_what_was_chosen_stays(cast):
    form = answered()
    del form[conduct.drawn(SEED)[0].key]
    answer = cast.client("bao").post(f"{ROOT}quiz/", form)
    assert answer.status_code == 422
    assert html(answer).count(" checked") == 9
    assert not QuizResult.objects.exists()


def test_the_manager_sees_who_has_passed_and_nobody_else_does(cast):
    cast.client("bao").post(f"{ROOT}quiz/", answered())
    result = QuizResult.objects.get()
    page = html(cast.client("gu").get(f"{ROOT}conduct/"))
    assert "包安" in page and "10 / 10" in page
    assert "陈静" in page  # not yet
    assert "包安" not in html(cast.client("chen").get(f"{ROOT}conduct/"))
    assert cast.client("gu").get(f"{ROOT}quiz/{result.pk}/").status_code == 200
    assert cast.client("chen").get(f"{ROOT}quiz/{result.pk}/").status_code == 404


def test_what_was_sent_is_counted_by_month_and_department_and_names_nobody(cast):
    here = cast.community.pk
    for text in ("你到底要说什么？", "周先生早上好，谢谢您。", "你凭什么不签？"):
        data = wording_of(text, here)
        record(
            "case.message",
            subject=cast.community,
            by=cast.actor("chen"),
            community_id=here,
            data=data,
        )
    page = html(cast.client("gu").get(f"{ROOT}figures/"))
    assert "67%" in page
    assert "前台" in page
    assert "陈静" not in page
    assert cast.client("chen").get(f"{ROOT}figures/").status_code == 403
