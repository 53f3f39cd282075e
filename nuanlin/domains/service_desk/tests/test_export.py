"""A view as a workbook: what is in it, how it guards formulas, and whose numbers it shows."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from nuanlin.domains.people.models import Reveal
from nuanlin.domains.service_desk import actions
from nuanlin.foundation.audit.models import Event

EXPORT = "/staff/cases/export/"
FILE = f"{EXPORT}cases.xlsx"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


NUMBER, WORDS, PHONE = 0, 7, 9


def rows(answer) -> list[list[object]]:
    """Return the workbook's rows below the headings."""
    assert answer.status_code == 200, answer.content[:200]
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    [_head, *body] = sheet.iter_rows()
    assert all(cell.data_type != "f" for row in body for cell in row)
    return [[cell.value for cell in row] for row in body]


def test_the_workbook_holds_the_view_in_its_order_and_no_formula(cast, desk, stage):
    stage.reported("灯不亮")
    evil = stage.complained("=HYPERLINK(1)")
    actions.write_message(evil.pk, text="内部的话", internal=True, by=cast.actor("chen"))
    assert len(rows(desk.get(FILE))) == 2
    [row] = rows(desk.get(FILE, {"kind": "complaint"}))
    assert row[NUMBER] == evil.number and row[WORDS] == "=HYPERLINK(1)"
    assert "内部的话" not in str(row)


def test_numbers_are_masked_until_asked_for_with_a_reason_that_is_kept(cast, desk, stage):
    stage.reported()
    [masked] = rows(desk.get(FILE))
    assert "****" in str(masked[PHONE]) and not Reveal.objects.exists()
    assert desk.post(EXPORT, {"reason": " "}).status_code == 422
    assert not Reveal.objects.exists()
    for _again in range(2):
        answer = desk.post(EXPORT, {"reason": "停水通知", "request_key": "k"})
        [whole] = rows(answer)
    assert "****" not in str(whole[PHONE])
    look = Reveal.objects.get()
    assert (look.person, look.reason) == (cast.people["zhou"], "停水通知")
    assert Event.objects.get(verb="cases.exported").data == {"cases": 1}


def test_only_who_oversees_the_community_exports_it(cast, stage, call):
    stage.reported()
    assert cast.client("li").get(FILE).status_code == 403
    assert rows(cast.client("ma").get(FILE)) == []
    base = f"communities/{cast.community.pk}/cases.xlsx"
    assert call("ma").get(base).status_code == 404
    assert call("li").get(base).status_code == 404
    assert call("zhou").get(base).status_code == 404
    assert len(rows(call("chen").get(base, words="水"))) == 1
    assert len(rows(call("chen").post(base, reason="通知"))) == 1
    assert Reveal.objects.count() == 1
