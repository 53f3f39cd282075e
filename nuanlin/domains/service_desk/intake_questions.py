"""What is asked when something is reported, what was answered, and whether there is danger."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.service_desk.models import Category, Question, QuestionKind
from nuanlin.domains.service_desk.models.category import in_words

PREFIX = "question_"
YES, NO = "yes", "no"
LONGEST = 200


class Answer(Question):
    """A question as it was asked that day, and its answer: yes, no, words, or "" for none."""

    answer: str


class Asked(NamedTuple):
    """A question of a form: its name there, its words, how it is answered, what was answered."""

    name: str
    text: str
    kind: str
    answer: str


class Told(NamedTuple):
    """A question and its answer in the reader's words; ``open`` was never answered."""

    text: str
    answer: str
    danger: bool
    open: bool


def answers_in(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what a form sent in answer to questions, by the question's key."""
    return {
        name.removeprefix(PREFIX): str(data[name]).strip()[:LONGEST]
        for name in data
        if name.startswith(PREFIX)
    }


def asked(category: Category | None, answers: Mapping[str, str]) -> list[Asked]:
    """Return the questions of a category for a form, those about danger first."""
    if category is None:
        return []
    questions = sorted(category.questions, key=lambda one: one["kind"] != QuestionKind.DANGER)
    return [
        Asked(f"{PREFIX}{one['key']}", in_words(one), one["kind"], answers.get(one["key"], ""))
        for one in questions
    ]


def has_danger(category: Category | None) -> bool:
    """Whether something of the category may be a danger to somebody."""
    return category is not None and any(
        one["kind"] == QuestionKind.DANGER for one in category.questions
    )


def answers_to(category: Category | None, given: Mapping[str, str]) -> list[Answer]:
    """Return what is kept with a case: what was answered, and a danger nobody spoke of."""
    kept: list[Answer] = []
    for one in category.questions if category is not None else []:
        answer = given.get(one["key"], "").strip()[:LONGEST]
        if one["kind"] != QuestionKind.WORDS and answer not in {YES, NO}:
            answer = ""
        if answer or one["kind"] == QuestionKind.DANGER:
            kept.append(
                {
                    "key": one["key"],
                    "kind": one["kind"],
                    "zh": one["zh"],
                    "en": one["en"],
                    "answer": answer,
                }
            )
    return kept


def in_danger(answers: list[Answer]) -> bool:
    """Whether a danger question was answered yes."""
    return any(one["kind"] == QuestionKind.DANGER and one["answer"] == YES for one in answers)


def told(answers: list[Answer]) -> list[Told]:
    """Return the answers of a case in the reader's words."""
    words = {
        YES: pgettext("answer", "Yes"),
        NO: pgettext("answer", "No"),
        "": _("not answered, please ask"),
    }
    return [
        Told(
            in_words(one),
            one["answer"] if one["kind"] == QuestionKind.WORDS else words[one["answer"]],
            one["kind"] == QuestionKind.DANGER and one["answer"] == YES,
            not one["answer"],
        )
        for one in answers
    ]
