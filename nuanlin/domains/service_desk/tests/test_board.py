"""The queue as a board: by state and by person, some cards a column, one statement."""

import re

import pytest

from nuanlin.domains.service_desk.models import Case, State
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.domains.service_desk.tests.test_desk_queue import QUEUE, many


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def columns(answer) -> list[tuple[str, str, list[int]]]:
    """Return label, number and cases of each column."""
    found = []
    for part in html(answer).split('<section class="board-column">')[1:]:
        [head] = re.findall(r'<h2>(.*?)<span class="tab-number">(.*?)</span>', part)
        cards = re.findall(r'id="card-(\d+)"', part)
        found.append((head[0], head[1], [int(pk) for pk in cards]))
    return found


def test_each_state_has_its_column_and_the_board_keeps_its_statements(cast, desk, stage):
    new, sent, done = stage.reported(), stage.assigned(), stage.done()
    stage.satisfied()
    desk.get(QUEUE, {"layout": "board"})
    with at_most(6):
        shown = columns(desk.get(QUEUE, {"layout": "board"}))
    assert [cards for _label, _number, cards in shown] == [[new.pk], [], [sent.pk], [], [done.pk]]
    narrowed = columns(desk.get(QUEUE, {"layout": "board", "state": State.ASSIGNED}))
    assert [number for _label, number, _cards in narrowed] == ["0", "0", "1", "0", "0"]


def test_a_column_shows_the_most_pressing_and_leads_to_the_rest(cast, desk):
    made = many(cast, 20)
    answer = desk.get(QUEUE, {"layout": "board"})
    _label, number, cards = columns(answer)[0]
    assert (number, cards) == ("12+", [case.pk for case in made[:12]])
    assert f'href="{QUEUE}?state=submitted"' in html(answer)


def test_people_have_columns_where_they_have_something_to_do(cast, desk, stage):
    free, given = stage.reported(), stage.assigned(to="wang")
    shown = columns(desk.get(QUEUE, {"layout": "people"}))
    assert [cards for _label, _number, cards in shown] == [[free.pk], [given.pk]]
    assert shown[1][0] == str(Case.objects.get(pk=given.pk).assignee)
