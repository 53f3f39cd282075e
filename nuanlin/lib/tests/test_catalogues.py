from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from nuanlin.lib import catalogues

PAGE = """{% trans trimmed name=person %}
  Good morning,
  {{ name }}
{% endtrans %} {{ _("Save") }} {{ ngettext("%(num)s home", "%(num)s homes", n) }}"""
CODE = """
from django.utils.translation import gettext as _, gettext_lazy, pgettext
title = gettext_lazy("Case")
verb = pgettext("button", "Open")
def hello(n): return _("Hello %(name)s") % {"name": n}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, "nuanlin/domains/estate/actions.py", CODE)
    write(tmp_path, "nuanlin/domains/estate/tests/test_x.py", '_("never")')
    write(tmp_path, "nuanlin/domains/estate/migrations/0001_initial.py", '_("never")')
    write(tmp_path, "nuanlin/portals/staff/templates/staff/home.html", PAGE)
    return tmp_path


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def translate(root: Path, room: str, pairs: dict[str, str]) -> None:
    path = root / f"locale/zh_Hans/{room}.po"
    text = path.read_text(encoding="utf-8")
    for source, chinese in pairs.items():
        before, after = text.split(f'"{source}"\n', 1)
        text = f'{before}"{source}"\n' + after.replace('""', f'"{chinese}"', 1)
    path.write_text(text, encoding="utf-8")


ESTATE = {"Case": "报事", "Open": "打开", "Hello %(name)s": "%(name)s您好"}
STAFF = {
    "Good morning, %(name)s": "%(name)s，早上好",
    "Save": "保存",
    "%(num)s homes": "%(num)s 户",
}


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("nuanlin/domains/people/actions/moving.py", "people"),
        ("nuanlin/foundation/notifications/channels/sms.py", "notifications"),
        ("nuanlin/portals/templates/components/plate.html", "portals"),
        ("nuanlin/portals/resident/urls.py", "resident"),
        ("nuanlin/demonstration/story.py", "demonstration"),
        ("nuanlin/config/settings.py", "core"),
        ("nuanlin/lib/clock.py", "core"),
        ("nuanlin/lib/tests/test_clock.py", None),
        ("benchmarks/run.py", None),
    ],
)
def test_every_source_belongs_to_one_room(path: str, room: str | None) -> None:
    assert catalogues.room_of(Path(path)) == room


def test_texts_of_code_and_pages_reach_their_rooms(project: Path) -> None:
    assert catalogues.update(project) == ["estate", "staff"]
    estate = (project / "locale/zh_Hans/estate.po").read_text(encoding="utf-8")
    staff = (project / "locale/zh_Hans/staff.po").read_text(encoding="utf-8")
    assert 'msgctxt "button"\nmsgid "Open"' in estate
    assert "never" not in estate
    assert 'msgid "Good morning, %(name)s"' in staff
    assert 'msgid_plural "%(num)s homes"' in staff


def test_a_second_update_changes_nothing_and_keeps_translations(project: Path) -> None:
    catalogues.update(project)
    translate(project, "estate", ESTATE)
    translate(project, "staff", STAFF)
    assert catalogues.update(project) == []
    assert catalogues.check(project) == []


def test_gone_texts_are_dropped_and_new_ones_are_missing(project: Path) -> None:
    catalogues.update(project)
    translate(project, "estate", ESTATE)
    translate(project, "staff", STAFF)
    write(project, "nuanlin/domains/estate/actions.py", '_("New")')
    assert any("stale" in problem for problem in catalogues.check(project))
    catalogues.update(project)
    assert catalogues.check(project) == ["estate: not translated: 'New'"]


@pytest.mark.parametrize(
    ("chinese", "fault"), [("您好", "placeholders differ"), ("%(nane)s您好", "placeholders differ")]
)
def test_a_lost_or_misspelt_placeholder_is_reported(
    project: Path, chinese: str, fault: str
) -> None:
    catalogues.update(project)
    translate(project, "estate", ESTATE | {"Hello %(name)s": chinese})
    translate(project, "staff", STAFF)
    (problem,) = catalogues.check(project)
    assert fault in problem


def test_two_rooms_must_agree_on_the_same_words(project: Path) -> None:
    write(project, "nuanlin/domains/people/actions.py", '_("Case")')
    catalogues.update(project)
    translate(project, "estate", ESTATE)
    translate(project, "staff", STAFF)
    translate(project, "people", {"Case": "工单"})
    (problem,) = catalogues.check(project)
    assert "工单" in problem and "报事" in problem


def test_a_template_that_cannot_be_parsed_is_named(project: Path) -> None:
    write(project, "nuanlin/portals/staff/templates/staff/home.html", "{% trans %}")
    with pytest.raises(catalogues.CatalogueProblem, match=r"home\.html"):
        catalogues.check(project)


def test_compiled_rooms_speak_chinese_and_are_compiled_once(project: Path) -> None:
    catalogues.update(project)
    translate(project, "estate", ESTATE)
    translate(project, "staff", STAFF)
    assert catalogues.compile_catalogues(project) is True
    assert catalogues.compile_catalogues(project) is False
    spoken = gettext.translation("django", project / "locale", ["zh_Hans"])
    assert spoken.gettext("Save") == "保存"
    assert spoken.pgettext("button", "Open") == "打开"
    assert spoken.ngettext("%(num)s home", "%(num)s homes", 2) == "%(num)s 户"
