"""Working together: who is at a case, linked and split cases, words that are ready, notes."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import (
    AnswerTemplate,
    Case,
    CaseFile,
    CaseLink,
    Presence,
    State,
)
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event

SECRET = "业主脾气急，先道歉"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def page(case: Case, tail: str = "") -> str:
    return f"/staff/cases/{case.pk}/{tail}"


# Who is here


def test_colleagues_see_who_is_here_and_who_writes_until_they_leave(cast, desk, stage):
    case = stage.reported()
    lin = cast.client("lin")
    assert lin.post(page(case, "presence/")).status_code == 204
    desk.get(page(case))
    with at_most(10):
        words = html(desk.get(page(case)))
    assert "林" in words.split('id="presence"')[1].split("</div>")[0]
    lin.post(page(case, "presence/"), {"writing": "1"})
    assert "is-writing" in html(desk.get(page(case, "presence/")))
    assert "present" not in html(lin.get(page(case, "presence/"))).split(">", 1)[1]
    lin.post(page(case, "presence/"), {"leave": "1"})
    assert "<span" not in html(desk.get(page(case, "presence/")))


def test_who_stays_silent_has_gone_and_pages_hear_only_of_news(cast, desk, stage, monkeypatch):
    case = stage.reported()
    told: list[str] = []
    where = "nuanlin.domains.service_desk.actions.presence.touch"
    monkeypatch.setattr(where, lambda *topics: told.extend(topics))
    for _beat in range(3):
        desk.post(page(case, "presence/"))
    assert told == [f"presence:{case.pk}"]
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert "<span" not in html(cast.client("lin").get(page(case, "presence/")))
    cast.client("lin").post(page(case, "presence/"))
    assert Presence.objects.count() == 1


def test_residents_and_strangers_learn_nothing_of_who_is_here(cast, call, stage):
    case = stage.reported()
    for name in ("zhou", "ma"):
        assert cast.client(name).post(page(case, "presence/")).status_code in {403, 404}
    assert not Presence.objects.exists()
    assert call("zhou").get(f"cases/{case.pk}/presence").status_code == 404
    assert call("chen").post(f"cases/{case.pk}/presence", writing=True).status_code == 204
    found = call("lin").get(f"cases/{case.pk}/presence").json()
    assert [one["writing"] for one in found] == [True]


# Linked and split


def test_two_cases_are_linked_shown_at_both_and_taken_apart(cast, desk, stage):
    case, cause = stage.reported(), stage.reported("总管爆了")
    sent = {"number": cause.number, "kind": "caused_by"}
    assert desk.post(page(case, "link/"), sent).status_code == 302
    assert "起因是" in html(desk.get(page(case))) and "总管爆了" in html(desk.get(page(case)))
    assert "造成了" in html(desk.get(page(cause)))
    back = desk.post(page(cause, "link/"), {"number": f"#{case.pk}", "kind": "related"})
    assert back.status_code == 422 and errors(back) == {"number"}
    link = CaseLink.objects.get()
    assert desk.post(page(case, f"links/{link.pk}/removal/")).status_code == 302
    assert not CaseLink.objects.exists()
    assert Event.objects.filter(verb="case.unlinked").count() == 2


def test_a_link_needs_another_case_that_one_may_know(cast, desk, stage):
    case = stage.reported()
    far = Case.objects.create(community=cast.other, title="别处的事", place="大门", source="phone")
    for number in (case.number, "R-261123-999999", f"#{far.pk}", "随便"):
        answer = desk.post(page(case, "link/"), {"number": number, "kind": "related"})
        assert answer.status_code == 422 and errors(answer) == {"number"}, number
    assert cast.client("li").post(page(case, "link/"), {}).status_code in {403, 404}
    assert not CaseLink.objects.exists()


def test_a_part_becomes_a_case_of_its_own_with_its_photos(cast, desk, kept, stage):
    file = kept(cast.client("zhou"))
    report = Report("水管漏水，门锁也坏了", home_id=cast.home.pk, file_ids=[file])
    case = actions.submit_case(report, by=cast.actor("zhou"))
    sent = {"description": "门锁坏了", "category": cast.category().pk, "photos": [file]}
    for _again in range(2):
        answer = desk.post(page(case, "split/"), {**sent, "request_key": "k"})
    new = Case.objects.exclude(pk=case.pk).get()
    assert answer.headers["Location"] == page(new)
    assert (new.home, new.reporter, new.state) == (case.home, case.reporter, State.CLASSIFIED)
    assert (new.title, new.reported_at) == ("门锁坏了", case.reported_at)
    assert CaseFile.objects.get().case == new
    assert "拆出来的" in html(desk.get(page(new))) and "门锁坏了" in html(desk.get(page(case)))
    assert "另开了一件" in html(cast.client("zhou").get(f"/cases/{case.pk}/"))


def test_what_belongs_to_a_note_is_never_split_off(cast, call, desk, kept, stage):
    case = stage.reported()
    file = kept(desk)
    actions.write_message(
        case.pk, text=SECRET, file_ids=[file], internal=True, by=cast.actor("chen")
    )
    said = {"description": "门锁坏了", "category_id": cast.category().pk, "file_ids": [file]}
    assert call("chen").post(f"cases/{case.pk}/split", **said).status_code == 404
    assert CaseFile.objects.get().case == case and Case.objects.count() == 1


def test_links_and_splits_through_the_api(cast, call, stage):
    case, other = stage.reported(), stage.reported("灯不亮")
    chen = call("chen")
    made = chen.post(f"cases/{case.pk}/links", other_id=other.pk, kind="related")
    assert [one["id"] for one in made.json()["links"]] == [other.pk]
    link = made.json()["links"][0]["link"]
    assert chen.delete(f"cases/{case.pk}/links/{link}").json()["links"] == []
    split = chen.post(
        f"cases/{case.pk}/split", description="门锁坏了", category_id=cast.category().pk
    )
    assert split.status_code == 201 and split.json()["title"] == "门锁坏了"
    assert call("zhou").get(f"cases/{case.pk}").json()["links"] == []


# Words that are ready


def test_a_manager_keeps_words_and_the_desk_begins_with_them(cast, desk, stage):
    gu = cast.client("gu")
    text = "{greeting}，{title}（{number}）由{assignee}负责。"
    assert (
        gu.post("/staff/answer-templates/new/", {"name": "收到", "text": text}).status_code == 302
    )
    case = stage.assigned()
    words = unescape(html(desk.get(page(case, "message/"))))
    assert f"{case.title}（{case.number}）由" in words and "{greeting}" not in words
    assert "收到" not in html(desk.get(page(case, "note/")))
    template = AnswerTemplate.objects.get()
    gu.post(f"/staff/answer-templates/{template.pk}/removal/")
    assert "收到" not in html(desk.get(page(case, "message/")))


def test_an_unknown_field_is_refused_and_what_was_typed_stays(cast):
    gu = cast.client("gu")
    answer = gu.post("/staff/answer-templates/new/", {"name": "x", "text": "{nmae}您好"})
    assert answer.status_code == 422 and errors(answer) == {"text"}
    assert "{nmae}" in unescape(html(answer)) and not AnswerTemplate.objects.exists()


def test_words_are_the_managers_and_the_companys_are_the_administrators(cast, stage):
    assert cast.client("chen").get("/staff/answer-templates/").status_code == 403
    admin = cast.client("admin")
    sent = {"name": "公司", "text": "谢谢", "everywhere": "on"}
    assert admin.post("/staff/answer-templates/new/", sent).status_code == 302
    template = AnswerTemplate.objects.get()
    assert template.community is None
    gu = cast.client("gu")
    assert "公司" in html(gu.get("/staff/answer-templates/"))
    assert gu.get(f"/staff/answer-templates/{template.pk}/").status_code == 404
    taken = admin.post("/staff/answer-templates/new/", sent)
    assert taken.status_code == 422 and errors(taken) == {"name"}


def test_words_are_kept_through_the_api(cast, call, stage):
    case, gu = stage.reported(), call("gu")
    base = f"communities/{cast.community.pk}/answer-templates"
    made = gu.post(base, name="收到", text="{title}收到了")
    assert made.status_code == 201
    one = f"answer-templates/{made.json()['id']}"
    assert gu.put(one, name="收到", text="{title}已收到").status_code == 200
    assert gu.put(one, name="收到", text="{x}").status_code == 422
    ready = call("chen").get(f"cases/{case.pk}/answer-templates").json()
    assert [row["words"] for row in ready] == [f"{case.title}已收到"]
    assert call("chen").post(base, name="y", text="z").status_code in {403, 409}
    assert gu.delete(one).status_code == 204
    assert call("chen").get(base).json() == []


# Notes that a resident never sees


def test_a_note_stays_inside_through_every_door(cast, call, desk, kept, stage):
    case = stage.assigned()
    file = kept(desk)
    sent = {"text": SECRET, "internal": True, "file_ids": [file]}
    assert call("chen").post(f"cases/{case.pk}/messages", **sent).status_code == 200
    note = Event.objects.get(verb="case.noted")
    zhou, api = cast.client("zhou"), call("zhou")
    for address in ("/", "/cases/", f"/cases/{case.pk}/", "/notifications/"):
        answer = zhou.get(address, headers={"X-Live-Refresh": "1"})
        assert SECRET not in html(answer) and file not in html(answer), address
    for path in ("my/cases", f"cases/{case.pk}", "notifications"):
        body = json.dumps(api.get(path).json(), ensure_ascii=False)
        assert SECRET not in body and file not in body, path
    assert zhou.get(f"/cases/{case.pk}/files/{file}/").status_code == 404
    assert api.get(f"cases/{case.pk}/files/{file}").status_code == 404
    assert zhou.get(page(case)).status_code in {403, 404}
    reached = [pk for telling in tellings_for(note) for pk in telling.account_ids]
    assert reached and cast.accounts["zhou"].pk not in reached
    assert SECRET not in json.dumps(note.data, ensure_ascii=False)
    assert SECRET in html(desk.get(page(case)))


def test_a_resident_can_neither_write_a_note_nor_make_one_public(cast, call, stage):
    case = stage.reported()
    refused = call("zhou").post(f"cases/{case.pk}/messages", text="x", internal=True)
    assert refused.status_code in {403, 409} and not case.messages.exists()
