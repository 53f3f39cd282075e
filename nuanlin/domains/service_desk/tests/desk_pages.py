"""What the desk's pages show, read from their HTML as a browser gets it."""

import re
from html import unescape
from typing import Any


def html(answer: Any) -> str:
    """Return the page's text."""
    return str(answer.content.decode())


def rows(answer: Any) -> list[tuple[int, str]]:
    """Return the case and the title of each row of the page's table, in order."""
    found = re.findall(r'class="cell-main" href="/staff/[\w-]+/(\d+)/">(.*?)</a>', html(answer))
    return [(int(pk), unescape(title)) for pk, title in found]


def cases(answer: Any) -> list[int]:
    """Return the cases of the page's table, in order."""
    return [pk for pk, _title in rows(answer)]


def titles(answer: Any) -> list[str]:
    """Return the titles of the page's table, in order."""
    return [title for _pk, title in rows(answer)]


def chips(answer: Any) -> list[str]:
    """Return the addresses that take away one filter each."""
    return [
        unescape(url) for url in re.findall(r'class="filter-chip" href="([^"]+)"', html(answer))
    ]


def further(answer: Any) -> str:
    """Return the address of the next page of the list, "" at its end."""
    found = re.search(r'href="([^"]+)" rel="next"', html(answer))
    return unescape(found[1]) if found else ""


def errors(answer: Any) -> set[str]:
    """Return the fields that say what is wrong with them."""
    return set(re.findall(r'id="id_(\w+?)_error"', html(answer)))


def steps(answer: Any) -> tuple[str, set[str]]:
    """Return the one main step that the case page offers, and the quiet ones."""
    card = re.search(r'<section class="card next-card">.*?</section>', html(answer), re.DOTALL)
    assert card is not None
    main = re.search(r'class="button button-main[^"]*" href="([^"]+)"', card[0])
    others = re.search(r'class="next-others">.*?</ul>', card[0], re.DOTALL)
    quiet = re.findall(r'<a href="([^"]+)"', others[0]) if others else []
    return (_name(main[1]) if main else ""), {_name(url) for url in quiet}


def doors(answer: Any) -> dict[str, list[str]]:
    """Return what a place lookup found: one door whole, or plates to choose from."""
    text = html(answer)
    whole = re.findall(r'<input type="hidden" name="home" value="(\d+)">', text)
    return {"home": whole, "plates": re.findall(r'class="plate plate-s">([^<]+)<', text)}


def _name(url: str) -> str:
    return "follow-up" if "/follow-ups/" in url else url.strip("/").rsplit("/", 1)[-1]
