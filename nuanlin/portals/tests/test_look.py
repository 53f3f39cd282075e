"""The shells and components as a browser gets them."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from nuanlin.config.environment import ROOT
from nuanlin.portals.staff.gallery import BASES
from tests.cast import Cast

BUILD = ROOT / "assets" / "build"
FIRST_VISIT_BYTES = 60 * 1024


def templates() -> Iterator[Path]:
    """Every page and component of ours."""
    yield from (ROOT / "nuanlin").rglob("templates/**/*.html")


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_component_stands_in_every_shell(cast: Cast, base: str, language: str) -> None:
    client = cast.client("admin")
    client.cookies["nuanlin_language"] = language
    page = client.get("/staff/gallery/", {"base": base})
    assert page.status_code == 200
    assert 'class="plate' in page.content.decode()


def test_the_gallery_is_for_administrators(cast: Cast) -> None:
    assert cast.client("chen").get("/staff/gallery/").status_code == 403


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_an_error_page_needs_neither_database_nor_session(status: int) -> None:
    page = render_to_string(f"{status}.html", {"request_id": "3f2a"})
    assert "3f2a" in page


def test_a_refusal_page_says_what_to_do() -> None:
    class Refused:
        sentence = "师傅已经在路上了"

    request = RequestFactory().get("/", headers={"referer": "http://elsewhere.example/"})
    page = render_to_string("409.html", {"refusal": Refused()}, request)
    assert "师傅已经在路上了" in page
    assert "elsewhere.example" not in page


def test_nothing_in_a_template_breaks_the_content_security_policy() -> None:
    forbidden = re.compile(
        r"<style[\s>]|<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:",
        re.IGNORECASE,
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in templates()
        if path.name != "mail.html"  # no page: mail programs know no policy and load no files
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_manifest_names_icons_that_exist() -> None:
    with translation.override("en"):
        manifest = render_to_string("portals/manifest.webmanifest")
    names = set(re.findall(r"(icon-\w+)(?:\.\w+)?\.png", manifest))
    assert names == {path.stem for path in BUILD.glob("icon-*.png")}


def test_styles_and_scripts_leave_room_for_a_page_in_sixty_kilobytes() -> None:
    names = ["resident.css", "resident.js", "icons.svg", "favicon.svg", "icon-192.png", "sw.js"]
    weight = sum(len(gzip.compress((BUILD / name).read_bytes(), 9)) for name in names)
    assert weight < FIRST_VISIT_BYTES - 16 * 1024


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = (BUILD / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="([^"]+)"', sprite))
    named = {
        name
        for path in templates()
        for name in re.findall(
            r"""\bicon(?:_name)?(?:\(|=)\s*["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8")
        )
    }
    assert named - drawn == set()
