"""The counter: greeted by name, apologised to, served by one, never lost (D2, D3)."""

import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from nuanlin.domains.reception import jobs
from nuanlin.domains.reception.actions import visits as actions
from nuanlin.domains.reception.actions.visits import Arrival
from nuanlin.domains.reception.models import Visit, VisitOutcome, VisitPurpose
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.models import Notification
from nuanlin.lib import clock

COUNTER = "/staff/reception/visits/"


@pytest.fixture
def come(cast):
    """Note at the counter, as the desk does, that somebody has come."""

    def note(q: str = "3-2-501", *, ago: int = 0, **sent) -> Visit:
        answer = cast.client("chen").post(COUNTER, {"q": q, "purpose": "enquiry", **sent})
        assert answer.status_code == 302, html(answer)
        visit = Visit.objects.latest("pk")
        if ago:
            visit.arrived_at = timezone.now() - timedelta(minutes=ago)
            visit.save()
        return visit

    return note


def page(cast, who: str, visit: Visit) -> str:
    return unescape(html(cast.client(who).get(f"{COUNTER}{visit.pk}/")))


def serve(cast, visit: Visit, who: str = "chen") -> None:
    assert cast.client(who).post(f"{COUNTER}{visit.pk}/claim/").status_code == 302


def test_who_is_typed_is_found_and_greeted_by_name_for_this_hour(cast, come, monkeypatch):
    visit = come("周建国")
    assert (visit.person, visit.home) == (cast.people["zhou"], cast.home)
    evening = datetime(2026, 3, 5, 19, 30, tzinfo=clock.SHANGHAI)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    assert "周先生晚上好" in page(cast, "chen", visit)


def test_a_door_that_is_typed_stands_for_its_owner_until_somebody_else_is_chosen(cast, come):
    assert come("3-2-501").person == cast.people["zhou"]
    chosen = come("3-2-501", home=cast.home.pk, who=cast.people["zhao"].pk)
    assert chosen.person == cast.people["zhao"]
    other = come("3-2-501", home=cast.home.pk, who="other", name="送水的小刘")
    assert (other.person, other.called, other.home) == (None, "送水的小刘", cast.home)


def test_who_is_on_no_record_is_noted_under_the_name_they_say(cast, come):
    visit = come("欧阳女士")
    assert (visit.person, visit.home, visit.called) == (None, None, "欧阳女士")
    assert "欧阳女士" in html(cast.client("lin").get(COUNTER))


def test_while_one_types_whoever_may_be_meant_is_offered(cast):
    chen = cast.client("chen")
    assert "周先生" in html(chen.get(COUNTER + "visitor/", {"q": "3-2-501"}))
    both = html(chen.get(COUNTER + "visitor/", {"q": "3-2"}))
    assert "3-2-501" in both and "3-2-502" in both
    assert "欧阳" in html(chen.get(COUNTER + "visitor/", {"q": "欧阳"}))


def test_of_several_who_fit_one_is_chosen_first(cast):
    answer = cast.client("chen").post(COUNTER, {"q": "3-2", "purpose": "fee", "words": "停车费"})
    assert answer.status_code == 422 and errors(answer) == {"q"}
    assert 'value="停车费"' in html(answer) and not Visit.objects.exists()


def test_the_apology_appears_when_it_is_due_and_by_the_setting(cast, come):
    visit = come(ago=4)
    assert "让您久等了" not in html(cast.client("chen").get(COUNTER))
    gu = cast.client("gu")
    assert gu.post(COUNTER + "settings/", {"apology_minutes": 3}).status_code == 302
    shown = unescape(html(cast.client("chen").get(COUNTER)))
    assert "周先生，对不起，让您久等了" in shown and "已等 4 分钟" in shown
    assert "让您久等了" in page(cast, "chen", visit)
    assert (
        cast.client("chen").post(COUNTER + "settings/", {"apology_minutes": 9}).status_code == 404
    )


def test_who_is_slower_to_look_after_them_is_told_who_does(cast, come):
    visit = come()
    serve(cast, visit, "lin")
    answer = cast.client("chen").post(f"{COUNTER}{visit.pk}/claim/", follow=True)
    assert "林小雨" in html(answer) or "小林" in html(answer)
    visit.refresh_from_db()
    assert visit.served_by == cast.staff["lin"]


def test_what_came_of_it_is_kept_and_stands_in_the_days_log(cast, come):
    visit = come(words="问装修几点能施工")
    serve(cast, visit)
    sent = {"outcome": "answered", "result": "已说明施工时间"}
    assert cast.client("chen").post(f"{COUNTER}{visit.pk}/", sent).status_code == 302
    visit.refresh_from_db()
    assert (visit.outcome, visit.result) == ("answered", "已说明施工时间")
    shown = html(cast.client("lin").get(COUNTER))
    assert "已说明施工时间" in shown
    past = html(cast.client("lin").get(COUNTER + "past/", {"purpose": "enquiry", "words": "周"}))
    assert "已说明施工时间" in past
    assert "已说明施工时间" not in html(
        cast.client("lin").get(COUNTER + "past/", {"purpose": "key"})
    )


def test_nobody_who_waits_is_ended_silently(cast, come):
    visit = come()
    chen = cast.client("chen")
    answer = chen.post(f"{COUNTER}{visit.pk}/", {"outcome": "answered"})
    assert answer.status_code == 422
    assert chen.post(f"{COUNTER}{visit.pk}/left/", {"reason": " "}).status_code == 422
    visit.refresh_from_db()
    assert visit.ended_at is None
    assert chen.post(f"{COUNTER}{visit.pk}/left/", {"reason": "要接孩子"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.outcome, visit.result) == (VisitOutcome.LEFT, "要接孩子")


def test_who_was_served_cannot_have_left_unserved(cast, come):
    visit = come()
    serve(cast, visit)
    with pytest.raises(Refusal) as refused:
        actions.leave(visit.pk, reason="走了", by=cast.actor("chen"))
    assert refused.value.code == "was_served"


def test_finance_hears_of_who_pays_and_says_when_it_is_taken(cast, come):
    visit = come(purpose="fee")
    jobs.tell_about.func(Event.objects.get(verb="visit.arrived").pk)
    told = Notification.objects.get()
    assert told.account == cast.accounts["cai"] and told.url == f"{COUNTER}{visit.pk}/"
    serve(cast, visit)
    shown = page(cast, "cai", visit)
    assert f"/staff/homes/{cast.home.pk}/" in shown
    assert cast.client("cai").post(f"{COUNTER}{visit.pk}/payment/").status_code == 302
    visit.refresh_from_db()
    assert visit.money_by == cast.staff["cai"]
    jobs.tell_about.func(Event.objects.get(verb="visit.paid").pk)
    assert Notification.objects.filter(account=cast.accounts["chen"]).count() == 1


def test_finance_sees_those_who_pay_and_nobody_else(cast, come):
    enquiry, fee = come("吴海"), come("周建国", purpose="fee")
    shown = html(cast.client("cai").get(COUNTER))
    assert f"{COUNTER}{fee.pk}/" in shown and f"{COUNTER}{enquiry.pk}/" not in shown
    assert cast.client("cai").get(f"{COUNTER}{enquiry.pk}/").status_code == 404
    assert cast.client("cai").post(COUNTER, {"q": "x", "purpose": "fee"}).status_code == 404
    with pytest.raises(Refusal):
        actions.claim(fee.pk, by=cast.actor("cai"))
    chen = cast.client("chen")
    chen.post(f"{COUNTER}{fee.pk}/payment/")
    fee.refresh_from_db()
    assert fee.money_at is None and fee.served_at is None


def test_courtesies_are_ticked_and_can_be_switched_off(cast, come):
    visit = come(purpose="fee")
    serve(cast, visit)
    chen = cast.client("chen")
    assert "倒了茶" in page(cast, "chen", visit)
    chen.post(f"{COUNTER}{visit.pk}/courtesies/", {"courtesy": "tea", "done": "1"})
    chen.post(f"{COUNTER}{visit.pk}/courtesies/", {"courtesy": "seat", "done": "1"})
    chen.post(f"{COUNTER}{visit.pk}/courtesies/", {"courtesy": "seat", "done": ""})
    visit.refresh_from_db()
    assert visit.courtesies == ["tea"]
    cast.client("gu").post(COUNTER + "settings/", {"apology_minutes": 5})
    assert "倒了茶" not in page(cast, "chen", visit)


def test_who_turns_out_to_pay_is_announced_to_finance_then(cast, come):
    visit = come()
    cast.client("chen").post(f"{COUNTER}{visit.pk}/purpose/", {"purpose": "fee"})
    jobs.tell_about.func(Event.objects.get(verb="visit.changed").pk)
    assert Notification.objects.get().account == cast.accounts["cai"]


def test_a_visit_becomes_a_case_that_leads_back_to_it(cast, come):
    visit = come(words="想换门锁")
    serve(cast, visit)
    shown = page(cast, "chen", visit)
    [address] = re.findall(r'href="(/staff/cases/new/[^"]+)"', shown) or [""]
    form = html(cast.client("chen").get(address.replace("&amp;", "&")))
    assert "想换门锁" in form and f'value="visit:{visit.pk}"' in form
    sent = {
        "source": "counter", "q": "3-2-501", "home": cast.home.pk, "kind": "request",
        "reporter": cast.people["zhou"].pk, "description": "想换门锁",
        "contact": f"visit:{visit.pk}",
    }  # fmt: skip
    assert cast.client("chen").post("/staff/cases/new/", sent).status_code == 302
    visit.refresh_from_db()
    case = visit.case
    assert case.description == "想换门锁" and case.number in page(cast, "chen", visit)


def test_nobody_of_another_community_and_no_worker_sees_a_visit(cast, come):
    visit = come()
    assert cast.client("ma").get(f"{COUNTER}{visit.pk}/").status_code == 404
    assert cast.client("li").get(COUNTER).status_code == 403
    for who in ("ma", "li"):
        with pytest.raises(Missing):
            actions.claim(visit.pk, by=cast.actor(who))
    with pytest.raises(Missing):
        facts = Arrival(VisitPurpose.KEY, home_id=cast.far_home.pk, name="x")
        actions.arrive(cast.community.pk, facts=facts, by=cast.actor("chen"))
    assert Visit.objects.count() == 1


def test_a_page_that_is_read_changes_nothing(cast, come):
    visit = come()
    before = Event.objects.count()
    for path in ("", "past/", f"{visit.pk}/", f"{visit.pk}/left/", "settings/", "figures/"):
        assert cast.client("gu").get(COUNTER + path).status_code == 200, path
    assert Event.objects.count() == before


def test_the_figures_say_how_long_people_waited(cast, come):
    now = timezone.now()
    for minutes in (2, 4, 20):
        visit = come(ago=minutes)
        Visit.objects.filter(pk=visit.pk).update(served_by=cast.staff["chen"], served_at=now)
    gone = come("吴海", purpose="key", ago=9)
    actions.leave(gone.pk, reason="改天再来", by=cast.actor("chen"))
    gu = cast.client("gu")
    shown = html(gu.get(COUNTER + "figures/"))
    assert re.search(r"4 次来访", shown)
    answer = gu.get(COUNTER + "figures/visits.xlsx", {"by": "hour"})
    book = load_workbook(BytesIO(answer.content))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == [3, 1, 4]
    assert (round(float(str(rows[1][2]))), rows[1][4], rows[2][5]) == (4, 1, 1)
    assert cast.client("chen").get(COUNTER + "figures/").status_code == 403


def test_the_counter_through_the_api(cast, call):
    chen, here = call("chen"), cast.community.pk
    sent = {"purpose": "fee", "person_id": cast.people["zhou"].pk, "home_id": cast.home.pk}
    made = chen.post(f"communities/{here}/visits", key="k1", **sent)
    again = chen.post(f"communities/{here}/visits", key="k1", **sent)
    assert made.status_code == 201 and again.json()["visit"]["id"] == made.json()["visit"]["id"]
    pk = made.json()["visit"]["id"]
    assert [
        one["visit"]["id"] for one in chen.get(f"communities/{here}/counter").json()["waiting"]
    ] == [pk]
    assert chen.post(f"visits/{pk}/end", outcome="done").json()["code"] == "not_served"
    assert chen.post(f"visits/{pk}/claim").json()["visit"]["served_by"] == "陈静"
    assert call("lin").post(f"visits/{pk}/claim").json()["code"] == "already_taken"
    assert call("cai").post(f"visits/{pk}/payment").json()["visit"]["paid_at"]
    chen.post(f"visits/{pk}/courtesies", courtesy="tea", done=True)
    assert (
        chen.post(f"visits/{pk}/end", outcome="done", result="交清").json()["visit"]["result"]
        == "交清"
    )
    listed = chen.get(f"communities/{here}/visits", outcome="done").json()["items"]
    assert [one["id"] for one in listed] == [pk]
    today = clock.today().isoformat()
    figures = call("gu").get(f"communities/{here}/visits/figures", first=today, last=today)
    assert figures.json()["whole"]["visits"] == 1
    assert call("li").get(f"communities/{here}/counter").status_code == 404
    assert call("ma").get(f"visits/{pk}").status_code == 404
