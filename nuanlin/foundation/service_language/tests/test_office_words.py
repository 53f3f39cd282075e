"""Managers keep what their office says, and what it does not say (D4)."""

from uuid import uuid4

import pytest
from django.apps import apps

from nuanlin.foundation.service_language import queries
from nuanlin.foundation.service_language.models import LexiconEntry, OfficePhrase
from nuanlin.lib.language.phrases import Moment, shipped

ROOT = "/staff/service-language/"


def filled(**facts):
    return {
        "moment": "goodbye",
        "form": "ask",
        "text": "{name}您慢走，请问还有什么可以帮到您？",
        "request_key": uuid4().hex,
        **facts,
    }


def word(**facts):
    return {"kind": "mockery", "said": "老古董", "request_key": uuid4().hex, **facts}


def html(answer) -> str:
    return str(answer.content.decode())


def goodbyes(cast) -> list[str]:
    return [one.text for one in queries.phrases_for(Moment.GOODBYE, cast.community.pk, {})]


def test_a_phrase_is_added_beside_the_one_brought_and_shown_filled_in(cast):
    gu, form = cast.client("gu"), filled()
    gu.post(f"{ROOT}new/", form)
    gu.post(f"{ROOT}new/", form)  # a double tap
    assert OfficePhrase.objects.count() == 1
    assert "周先生您慢走" in html(gu.get(ROOT))
    assert "请问还有什么可以帮到您？" in goodbyes(cast)


@pytest.mark.parametrize("text", ["{nme}您慢走。", "{name您慢走。", "{ name }您慢走。", "再见{"])
def test_a_place_that_nothing_fills_is_refused_and_what_was_typed_stays(cast, text):
    answer = cast.client("gu").post(f"{ROOT}new/", filled(text=text))
    assert answer.status_code == 422
    assert text in html(answer)
    assert "{name}" in html(answer)
    assert not OfficePhrase.objects.exists()


def test_words_that_the_checker_marks_are_kept_with_a_warning(cast):
    answer = cast.client("gu").post(f"{ROOT}new/", filled(text="你还要怎么样？"), follow=True)
    assert OfficePhrase.objects.get().text == "你还要怎么样？"
    assert "质问" in html(answer)


def test_a_preview_keeps_nothing(cast):
    answer = cast.client("gu").post(f"{ROOT}new/", filled(preview="1"))
    assert "周先生您慢走" in html(answer)
    assert not OfficePhrase.objects.exists()


def test_a_phrase_stands_in_for_the_one_brought_once(cast):
    gu = cast.client("gu")
    gu.post(f"{ROOT}new/", filled(text="您慢走。", stands_in="on"))
    assert "请问还有什么可以帮到您？" not in goodbyes(cast)
    again = gu.post(f"{ROOT}new/", filled(text="您走好。", stands_in="on"))
    assert again.status_code == 422
    assert goodbyes(cast)[0] == "您慢走。"


def test_order_is_changed_around_the_one_brought(cast):
    gu = cast.client("gu")
    for text in ("您慢走。", "您走好。"):
        gu.post(f"{ROOT}new/", filled(text=text))
    last = OfficePhrase.objects.get(text="您走好。")

    def move(step):
        gu.post(f"{ROOT}{last.pk}/steps/", {"step": step, "request_key": uuid4().hex})
        return goodbyes(cast)[:3]

    brought = "请问还有什么可以帮到您？"
    assert goodbyes(cast)[:3] == [brought, "您慢走。", "您走好。"]
    assert move("earlier") == [brought, "您走好。", "您慢走。"]
    assert move("earlier") == ["您走好。", brought, "您慢走。"]
    assert move("earlier") == ["您走好。", brought, "您慢走。"]
    assert move("later") == [brought, "您走好。", "您慢走。"]


def test_the_one_brought_is_switched_off_and_on(cast):
    gu = cast.client("gu")
    brought = next(one for one in shipped() if one.moment == "goodbye" and one.form == "ask")
    cell = {"moment": brought.moment, "form": brought.form, "request_key": uuid4().hex}
    gu.post(f"{ROOT}brought/", cell)
    assert brought.text not in goodbyes(cast)
    row = OfficePhrase.objects.get()
    gu.post(f"{ROOT}{row.pk}/steps/", {"step": "on", "request_key": uuid4().hex})
    assert brought.text in goodbyes(cast)


def test_each_change_of_a_phrase_stays_known(cast):
    gu = cast.client("gu")
    gu.post(f"{ROOT}new/", filled())
    row = OfficePhrase.objects.get()
    gu.post(f"{ROOT}{row.pk}/", {"text": "您慢走。", "request_key": uuid4().hex})
    history = (
        apps.get_model("service_language", "OfficePhraseEvent")
        .objects.filter(pgh_obj_id=row.pk)
        .order_by("pgh_id")
    )
    assert [one.text for one in history] == ["{name}您慢走，请问还有什么可以帮到您？", "您慢走。"]
    row.refresh_from_db()
    assert row.edited_by_id == cast.accounts["gu"].pk


def test_staff_read_and_managers_of_the_community_alone_edit(cast):
    row = OfficePhrase.objects.create(
        community_id=cast.other.pk, moment="goodbye", form="ask", text="您走好。"
    )
    assert "您走好。" not in html(cast.client("li").get(ROOT))
    assert cast.client("li").get(ROOT).status_code == 200
    assert cast.client("li").post(f"{ROOT}new/", filled()).status_code == 403
    assert cast.client("gu").get(f"{ROOT}{row.pk}/").status_code == 404
    answer = cast.client("gu").post(f"{ROOT}{row.pk}/steps/", {"step": "off"})
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.active


def test_the_companys_phrases_hold_everywhere_and_are_the_administrators(cast):
    cast.client("admin").post(f"{ROOT}new/", filled(text="您走好。", everywhere="on"))
    row = OfficePhrase.objects.get()
    assert row.community_id is None
    assert "您走好。" in goodbyes(cast)
    assert cast.client("gu").get(f"{ROOT}{row.pk}/").status_code == 404


def test_words_that_are_not_said_are_marked_from_then_on(cast):
    gu = cast.client("gu")
    gu.post(f"{ROOT}words/new/", word(better="老邻居", unless="茶馆"))
    check = queries.checker_for(cast.community.pk).check
    [found] = check("这位老古董您好。")
    assert (found.kind, found.suggestion) == ("mockery", "老邻居")
    assert check("请您到老古董茶馆坐坐。") == []
    gu.post(f"{ROOT}words/{LexiconEntry.objects.get().pk}/removal/")
    assert queries.checker_for(cast.community.pk).check("这位老古董您好。") == []


@pytest.mark.parametrize("said", ["", "您", "。。。", "  好 "])
def test_nothing_or_a_single_character_is_refused(cast, said):
    answer = cast.client("gu").post(f"{ROOT}words/new/", word(said=said))
    assert answer.status_code == 422
    assert not LexiconEntry.objects.exists()


def test_false_alarms_are_counted_before_words_are_kept(cast):
    gu, form = cast.client("gu"), word(said="请问")
    answer = gu.post(f"{ROOT}words/new/", form)
    alarms = len(queries.false_alarms(queries.Word("mockery", "请问", "", "")))
    assert answer.status_code == 422
    assert alarms > 10
    assert f'name="alarms" value="{alarms}"' in html(answer)
    assert not LexiconEntry.objects.exists()
    gu.post(f"{ROOT}words/new/", {**form, "alarms": alarms})
    assert LexiconEntry.objects.get().said == "请问"


def test_better_words_that_would_be_marked_are_refused(cast):
    answer = cast.client("gu").post(f"{ROOT}words/new/", word(better="你为什么不早说"))
    assert answer.status_code == 422
    assert not LexiconEntry.objects.exists()


def test_the_desk_asks_how_to_greet_several_people_on_a_festival(cast):
    chen = cast.client("chen")
    guests = {
        "guest-0-name": "周建国", "guest-0-gender": "m", "guest-0-birthday": "on",
        "guest-1-name": "欧阳娜", "guest-1-gender": "f", "at": "2026-10-01T09:30",
    }  # fmt: skip
    said = html(chen.post(f"{ROOT}greeting/", guests))
    assert "周先生、欧阳女士" in said
    assert chen.post(f"{ROOT}greeting/", {"at": "morgen"}).status_code == 422
