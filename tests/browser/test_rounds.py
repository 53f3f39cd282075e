"""A notice on paper: slips that are ticked without signal."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from nuanlin.domains.notices.models import Reach, Slip
from nuanlin.domains.notices.tests.rounds import pest_on_paper
from tests.cast import Cast
from tests.site import Site, Windows

SIGNAL = "[data-outbox-strip]"
ALL_SENT = re.compile(r"^\s*(都已发出)?\s*$")


def test_slips_are_ticked_from_door_to_door_without_signal(
    town: Cast, site: Site, windows: Windows
) -> None:
    notice = pest_on_paper(town)
    first, second = Slip.objects.filter(notice=notice).order_by("order")
    phone = windows("bao")
    page = phone.new_page()
    page.goto("/staff/my-jobs/")
    expect(page.locator("[data-on-phone]")).to_be_visible()
    phone.set_offline(True)
    page.get_by_role("link", name=re.compile("3 栋")).click()
    expect(page.locator("h1")).to_contain_text("楼道灭鼠")
    before = timezone.now()
    page.locator(f"#slip-{first.pk} button[value=at_door]").click()
    expect(page.locator(f"#slip-{first.pk} [data-kept]")).to_contain_text("放在门口")
    expect(page.locator(f"#slip-{first.pk} .walk-buttons")).to_be_hidden()
    page.locator(f"#slip-{second.pk} [data-proof]").click()
    page.locator("#with-proof #id_taken_by").fill("吴海")
    page.locator("#with-proof button[value=handed]").click()
    expect(page.locator(SIGNAL)).to_contain_text("待发送：2")
    assert not Slip.objects.exclude(result="").exists()

    phone.set_offline(False)
    expect(page.locator(SIGNAL)).to_have_text(ALL_SENT)
    expect(page.locator(f"#slip-{second.pk}")).to_contain_text("已交到手上")
    kept = Slip.objects.filter(notice=notice).order_by("order")
    assert [(slip.result, slip.taken_by) for slip in kept] == [("at_door", ""), ("handed", "吴海")]
    assert all(
        slip.done_at and slip.kept_at and before <= slip.done_at <= slip.kept_at for slip in kept
    )
    assert Reach.objects.filter(notice=notice, reached_by="paper").count() == 2
