"""Guessing from words: sure of what was learnt, silent where nothing is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.lib.word_model import WordModel, parts_of


@pytest.fixture(scope="module")
def model() -> WordModel:
    made = WordModel()
    for text, label in (
        ("厨房水管漏水", "water"),
        ("水管接头一直滴水", "water"),
        ("电梯停在三楼不动", "lift"),
        ("电梯按了没反应", "lift"),
        ("the lift is stuck", "lift"),
    ):
        made.learn(text, label)
    return made


def test_it_guesses_what_it_learnt_and_says_why(model):
    first, second = model.guesses("卫生间水管漏水了")
    assert first.label == "water" and first.confidence > 0.6 > second.confidence
    assert "水管" in first.because
    assert model.guesses("LIFT does not move")[0].label == "lift"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "12345 13912344471", "!?。，", "x", "щука"])
def test_a_text_that_says_nothing_known_is_guessed_as_nothing(model, text):
    assert model.guesses(text) == []


def test_an_empty_model_guesses_nothing():
    assert WordModel().guesses("厨房水管漏水") == []


def test_digits_and_marks_are_no_parts():
    assert parts_of("3-2-501，漏 13912344471 A!") == {"漏"}


def test_of_a_text_only_the_parts_that_may_be_kept_are_learnt():
    model = WordModel()
    model.learn("欧阳家水管漏水", "water", only={"水管", "漏水"})
    assert set(model.counts["water"]) == {"水管", "漏水"}


def test_it_is_the_same_after_it_was_kept(model):
    again = WordModel.from_json(model.as_json())
    assert again.guesses("电梯不动了") == model.guesses("电梯不动了")


@given(st.text(max_size=4200))
def test_any_text_is_guessed_with_shares_of_one(model, text):
    guesses = model.guesses(text, 10)
    assert guesses == [] or sum(guess.confidence for guess in guesses) == pytest.approx(1)
    assert all(0 <= guess.confidence <= 1 for guess in guesses)
