import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from nuanlin.lib.language.checker import Checker
from nuanlin.lib.language.kinds import Kind, explanation, title
from nuanlin.lib.language.lexicon import phrase, shipped
from nuanlin.lib.language.tests.test_sentences import SENTENCES

CHECKER = Checker()

# Half words that mean something to the checker, half anything at all.
WORDS = st.sampled_from(
    [
        *"你您请谢吗？！，。；0139X张王",
        *(
            "为什么",
            "必须",
            "马上",
            "禁止",
            "停水",
            "收到",
            "建议",
            "把",
            "交费",
            "欠费",
            "3-1-501",
        ),
        *(
            "13812345678",
            "110101199003078515",
            "是不是你",
            "随便你",
            "对不起",
            "王先生",
            "\n",
            "　",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(WORDS, max_size=40).map("".join),
    st.lists(st.sampled_from([one.text for one in SENTENCES]), max_size=4).map("".join),
)


@pytest.mark.parametrize(
    ("text", "kind", "marked"),
    [
        ("您好。你昨天为什么不在家？", Kind.INTERROGATION, "你昨天为什么不在家？"),
        ("您好，是不是你自己弄坏的？", Kind.DOUBT, "是不是你自己弄坏的？"),
        ("明天必须在家等师傅。", Kind.COMMAND, "必须"),
        ("禁止遛狗。", Kind.COMMAND, "禁止"),
        ("你自己不会看吗？", Kind.MOCKERY, "你自己不会看吗？"),
        ("把身份证拿出来。", Kind.MISSING_PLEASE, "把身份证拿出来"),
        ("您的建议收到了。", Kind.MISSING_THANKS, "您的建议收到了。"),
        ("三栋明天九点停水。", Kind.MISSING_APOLOGY, "三栋明天九点停水。"),
        ("王先生的电话是139 1234 4471。", Kind.PRIVATE, "139 1234 4471"),
        (
            "请转告１３９１２３４４４７１的机主，１３９１２３４４４７１。",
            Kind.PRIVATE,
            "１３９１２３４４４７１",
        ),
        ("访客证件110101199003078515。", Kind.PRIVATE, "110101199003078515"),
    ],
)
def test_the_very_words_are_marked(text: str, kind: Kind, marked: str) -> None:
    found = [text[one.start : one.end] for one in CHECKER.check(text) if one.kind is kind]
    assert marked in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "周先生早上好。",
        "请问有什么可以帮到您？",
        "请你协助我们。",
        "你看这样好不好？",
        "这种情况，公司的规定是这样的。",
        "对不起，让您久等了。",
        "不便之处请您见谅。",
        "多谢您给我们为您服务的机会。",
        "请稍等，我尽快帮您查找一下。",
        "Good morning, Mr Zhou. The lift works again.",
    ],
)
def test_the_words_of_the_offices_own_rules_pass(text: str) -> None:
    assert CHECKER.check(text) == []


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("明天必须在家等师傅。", "请您"),
        ("不准在绿地上踩踏。", "请不要"),
        ("把总阀关上。", "请您把总阀关上"),
        ("您的建议收到了。", "您的建议收到了，谢谢您。"),
        ("三栋明天九点停水。", "三栋明天九点停水，不便之处请您见谅。"),
        ("师傅今天来不了。", "很抱歉，师傅今天来不了。"),
        ("车主的手机13912344471。", "139****4471"),
    ],
)
def test_the_better_wording_stands_beside(text: str, better: str) -> None:
    assert better in [one.suggestion for one in CHECKER.check(text)]


def test_the_offices_own_numbers_are_not_private() -> None:
    assert CHECKER.check("值班电话13800005678，服务热线0571-88886666，请您随时联系。") == []


def test_what_is_told_to_the_very_person_is_not_private() -> None:
    assert CHECKER.check("您家3栋2单元501的报修已受理，师傅明天上午到。") == []


def test_managers_add_their_own_words() -> None:
    mine = phrase(Kind.MOCKERY, "老样子(又)", "和上次一样")
    text = "您家还是老样子（又）。"
    assert CHECKER.check(text) == []
    (found,) = Checker.extended([mine]).check(text)
    assert (found.kind, text[found.start : found.end]) == (Kind.MOCKERY, "老样子（又）")
    assert found.suggestion == "和上次一样"


def test_a_better_wording_that_would_be_marked_itself_is_not_offered() -> None:
    checker = Checker.extended([phrase(Kind.COMMAND, "搬一下", "必须搬一下")])
    (found,) = checker.check("椅子搬一下，谢谢。")
    assert found.suggestion
    assert checker.passes(found.suggestion)


def test_an_empty_phrase_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a phrase"):
        phrase(Kind.DOUBT, "  ")


def test_every_wording_of_the_lexicon_passes() -> None:
    words = shipped()
    for better in {one.better for one in words.entries} | set(words.instead.values()):
        assert CHECKER.passes(better), better


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_named_and_explained_in_both_languages(kind: Kind) -> None:
    with translation.override("en"):
        english = title(kind), explanation(kind)
    with translation.override("zh-hans"):
        chinese = title(kind), explanation(kind)
    assert not {*english} & {*chinese}


@settings(deadline=None)
@given(TEXTS)
def test_places_lie_in_the_text_in_order_and_suggestions_pass(text: str) -> None:
    found = CHECKER.check(text)
    assert found == CHECKER.check(text)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()
        assert one.suggestion or one.kind is Kind.GAP
        assert CHECKER.check(one.suggestion) == []
