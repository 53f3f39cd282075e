"""Words to an owner are checked while they are written, and counted when they are sent (D4)."""

import json
import re
from html import unescape

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.foundation.audit.models import Event


@pytest.fixture
def case(cast):
    report = Report("厨房水管漏水", category_id=cast.category().pk, home_id=cast.home.pk)
    return actions.submit_case(report, by=cast.actor("zhou"))


def test_what_is_sent_is_counted_by_kind_and_its_words_are_not_kept(cast, case):
    actions.write_message(case.pk, text="你到底要说什么？", by=cast.actor("chen"))
    actions.write_message(case.pk, text="你到底要说什么？", internal=True, by=cast.actor("chen"))
    actions.write_message(case.pk, text="你们到底要说什么？", by=cast.actor("zhou"))
    sent = Event.objects.filter(data__has_key="wording")
    assert [one.data["wording"] for one in sent] == [{"interrogation": 1}]
    assert "到底" not in json.dumps(sent[0].data, ensure_ascii=False)


def test_the_boxes_for_the_owner_are_checked_and_those_for_colleagues_are_not(cast, case):
    chen = cast.client("chen")
    page = chen.get(f"/staff/cases/{case.pk}/message/").content.decode()
    assert "data-wording=" in page
    [given] = re.findall(r'data-wording-for="(.*?)"', page)
    assert json.loads(unescape(given)) == {"name": "周建国", "gender": "m", "thing": case.title}
    assert "data-wording=" not in chen.get(f"/staff/cases/{case.pk}/note/").content.decode()
