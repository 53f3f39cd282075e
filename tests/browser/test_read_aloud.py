"""Elder mode reads a notice aloud by one button, and stops by the same (F1)."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import NoticeKind
from nuanlin.foundation.accounts.models import User
from tests.cast import Cast
from tests.site import Windows

# A device without a voice: it writes down what it should say.
WRITES_DOWN = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {
  value: { speak: (one) => said.push([one.lang, one.text]), cancel: () => { window.said = []; } },
});
"""


def test_a_notice_is_read_aloud_by_one_button_without_what_is_to_be_pressed(
    town: Cast, windows: Windows
) -> None:
    by, until = town.actor("chen"), timezone.now() + timedelta(minutes=90)
    words = NoticeWords(
        NoticeKind.SUDDEN_OUTAGE, "3 栋停水", "水管检修。请您先存一点水。", "3 栋停水",
        Audience(whole=True), affair="water", until=until,
    )  # fmt: skip
    draft = actions.save_draft(town.community.pk, words=words, by=by)
    notice = actions.send_notice(draft.pk, by=by)
    User.objects.filter(pk=town.accounts["zhou"].pk).update(elder_mode=True)
    page = windows("zhou").new_page()
    page.add_init_script(WRITES_DOWN)

    page.goto("/")
    lines = _read_aloud(page)
    assert "3 栋停水" in lines and any("还有 1 小时" in line for line in lines)
    assert "知道了" not in lines
    page.goto(f"/notices/{notice.pk}/")
    assert "水管检修。请您先存一点水。" in _read_aloud(page)

    page.get_by_role("button", name="停下").click()
    expect(page.get_by_role("button", name="读给我听")).to_be_visible()
    assert page.evaluate("said") == []


def _read_aloud(page: Page) -> list[str]:
    page.get_by_role("button", name="读给我听").click()
    said = page.evaluate("said")
    assert {language for language, _line in said} == {"zh-CN"}
    return [line for _language, line in said]
