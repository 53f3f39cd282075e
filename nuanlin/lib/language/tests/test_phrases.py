import pytest
from django.utils import translation

from nuanlin.lib.language.checker import Checker
from nuanlin.lib.language.phrases import (
    PLACES,
    Form,
    Moment,
    Phrase,
    PhraseProblem,
    filled,
    form_title,
    moment_title,
    places_of,
    shipped,
)

VALUES = {
    "another_way": "帮您登记候补",
    "count": "3",
    "department": "工程部",
    "greeting": "周先生早上好",
    "minutes": "5",
    "name": "周先生",
    "office": "翠湖花园物业",
    "phone": "0571-88886666",
    "place": "三栋",
    "price": "68",
    "reason": "水泵检修",
    "staff": "小林",
    "thing": "公共照明的分摊",
    "time": "下午五点",
    "utility": "水",
}


def test_every_place_has_a_value_here() -> None:
    assert set(VALUES) == PLACES


def test_every_moment_has_all_four_forms() -> None:
    assert [(one.moment, one.form) for one in shipped()] == [
        (moment, form) for moment in Moment for form in Form
    ]


@pytest.mark.parametrize("phrase", shipped(), ids=lambda one: f"{one.moment}-{one.form}")
def test_each_fills_without_leftovers_and_may_be_said(phrase: Phrase) -> None:
    said = filled(phrase.text, VALUES)
    assert "{" not in said
    assert "}" not in said
    assert Checker().check(said) == []


def test_a_value_is_not_filled_again() -> None:
    assert filled("{name}您好", {"name": "{office}"}) == "{office}您好"


def test_a_place_left_open_is_named() -> None:
    with pytest.raises(PhraseProblem) as problem:
        filled("{greeting}，{time}见", {"greeting": "周先生早上好", "time": ""})
    assert problem.value.places == ["time"]


def test_a_place_that_nothing_fills_is_named() -> None:
    with pytest.raises(PhraseProblem) as problem:
        places_of("{greeting}，{wether}")
    assert problem.value.places == ["wether"]


def test_moments_and_forms_are_named_in_both_languages() -> None:
    def names() -> list[str]:
        return [*map(moment_title, Moment), *map(form_title, Form)]

    with translation.override("en"):
        english = names()
    with translation.override("zh-hans"):
        assert not {*names()} & {*english}
