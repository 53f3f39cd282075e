"""Translation catalogues, one per room, made with Babel alone (GNU gettext is not needed).

A room is the folder whose texts one person owns: a domain, a foundation app, a portal, or
``core`` (``config`` and ``lib``). English sentences are extracted from Python and Jinja2 sources
into ``locale/zh_Hans/<room>.po``; Chinese is filled in there by hand; ``compile`` merges all rooms
into the one ``django.mo`` that Django reads.

    python -m nuanlin.lib.catalogues update [room] | check | compile
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = "zh_Hans"

_HEADER = (
    'msgid ""\n'
    'msgstr ""\n'
    '"Language: zh_Hans\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_METHODS = {".py": "python", ".html": "jinja2", ".txt": "jinja2", ".typ": "jinja2"}
_JINJA_OPTIONS = {
    "silent": "false",
    "trimmed": "true",
    "newstyle_gettext": "true",
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
}
_SKIPPED_FOLDERS = {"tests", "migrations", "__pycache__"}
_GROUPS = ("domains", "foundation", "portals")
_PLACEHOLDER = re.compile(r"%%|%(?:\((\w+)\))?[-#0+]*\d*(?:\.\d+)?([sdifrgc])|\{(\w*)[^{}]*\}")


class CatalogueProblem(Exception):
    """A source that cannot be read for its texts; the sentence says which and why."""


def room_of(path: Path) -> str | None:
    """Return the room a source file belongs to, or None when it holds no texts of ours.

    ``path`` is relative to the project's root.
    """
    parts = path.parts
    if len(parts) < 3 or parts[0] != "nuanlin" or _SKIPPED_FOLDERS.intersection(parts):
        return None
    if parts[1] in ("config", "lib"):
        return "core"
    if parts[1] == "portals" and (parts[2] == "templates" or len(parts) == 3):
        return "portals"
    if parts[1] in _GROUPS:
        return parts[2] if len(parts) > 3 else parts[1]
    return parts[1]


def sources(root: Path) -> dict[str, list[Path]]:
    """Return every source file that may hold texts, by room, in a stable order."""
    found: dict[str, list[Path]] = {}
    for folder, folders, files in os.walk(root / "nuanlin"):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS)
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix not in _METHODS:
                continue
            if path.suffix != ".py" and "templates" not in path.parts:
                continue
            room = room_of(path.relative_to(root))
            if room:
                found.setdefault(room, []).append(path)
    return found


def extract_room(paths: Iterable[Path]) -> Catalog:
    """Return a catalogue of all texts in these files, without translations.

    Raises CatalogueProblem when a file cannot be parsed.
    """
    catalog = Catalog(locale=LOCALE)
    for path in paths:
        method = _METHODS[path.suffix]
        options = _JINJA_OPTIONS if method == "jinja2" else {}
        try:
            source = io.BytesIO(path.read_bytes())
            for _line, text, comments, context in extract(
                method, source, _KEYWORDS, ("Translators:",), options
            ):
                catalog.add(text, context=context, auto_comments=comments)
        except Exception as error:
            raise CatalogueProblem(f"{path}: {error}") from error
    return catalog


def read_catalogue(path: Path) -> Catalog:
    """Return the catalogue stored at ``path``; an empty one when there is no such file."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def with_translations(fresh: Catalog, stored: Catalog) -> Catalog:
    """Give the texts found in the sources the translations that are already stored.

    A text whose plural came or went keeps its old translation, marked as fuzzy.
    """
    for message in fresh:
        old = stored.get(_first(message.id), message.context) if message.id else None
        if old is None:
            continue
        message.user_comments = old.user_comments
        if isinstance(message.id, str) == isinstance(old.id, str):
            message.string = old.string
            if old.fuzzy:
                message.flags.add("fuzzy")
        else:
            message.string = _strings(old)[0] if isinstance(message.id, str) else _strings(old)
            message.flags.add("fuzzy")
    return fresh


def rendered(catalog: Catalog) -> bytes:
    """Return a catalogue as the bytes of its ``.po`` file: sorted, undated, unnumbered."""
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalog,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    return (_HEADER.encode() + buffer.getvalue()).rstrip() + b"\n"


def update(root: Path = ROOT, room: str | None = None) -> list[str]:
    """Bring the catalogues (or one of them) up to date with the sources.

    Returns the names of the rooms whose file changed. Raises CatalogueProblem for an unknown room.
    """
    by_room = sources(root)
    if room is not None and room not in by_room:
        raise CatalogueProblem(f"No room {room!r}. Rooms: {', '.join(sorted(by_room))}")
    changed = []
    for name in [room] if room else sorted(by_room):
        path = _po_path(root, name)
        catalog = with_translations(extract_room(by_room[name]), read_catalogue(path))
        if not len(catalog) and not path.exists():
            continue
        content = rendered(catalog)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(name)
    return changed


def check(root: Path = ROOT) -> list[str]:
    """Return a sentence for everything that is wrong with the catalogues; none when well."""
    by_room = sources(root)
    problems = []
    known: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for name in sorted(by_room):
        path = _po_path(root, name)
        stored = read_catalogue(path)
        fresh = with_translations(extract_room(by_room[name]), stored)
        if len(fresh) or path.exists():
            current = path.read_bytes() if path.exists() else b""
            if current != rendered(fresh):
                problems.append(
                    f"{name}: stale; run: python -m nuanlin.lib.catalogues update {name}"
                )
        for message in fresh:
            if not message.id:
                continue
            problems += (f"{name}: {fault}: {_shown(message)}" for fault in _faults(message))
            problems += _disagreement(name, message, known)
    orphans = {path.stem for path in _po_files(root)} - by_room.keys()
    problems += (f"{name}: no such room any more; remove its catalogue" for name in sorted(orphans))
    return problems


def compile_catalogues(root: Path = ROOT) -> bool:
    """Merge all rooms into the one binary catalogue Django reads.

    Returns False, having done nothing, when the binary is newer than all rooms.
    """
    target = root / "locale" / LOCALE / "LC_MESSAGES" / "django.mo"
    inputs = _po_files(root)
    if target.exists():
        newest = max((path.stat().st_mtime_ns for path in inputs), default=0)
        if target.stat().st_mtime_ns > newest:
            return False
    merged = Catalog(locale=LOCALE, charset="utf-8")
    for path in inputs:
        for message in read_catalogue(path):
            if message.id and not message.fuzzy and all(_strings(message)):
                _merge(merged, message)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may start at once: each writes its own file and the last rename wins.
    partial = target.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        write_mo(file, merged)
    partial.replace(target)
    return True


def _merge(merged: Catalog, message: Message) -> None:
    known = merged.get(_first(message.id), message.context)
    if known is not None and not isinstance(known.id, str) and isinstance(message.id, str):
        return  # the plural entry answers for the single text as well
    merged.add(message.id, message.string, context=message.context)


def _po_path(root: Path, room: str) -> Path:
    return root / "locale" / LOCALE / f"{room}.po"


def _po_files(root: Path) -> list[Path]:
    return sorted((root / "locale" / LOCALE).glob("*.po"))


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def _strings(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))[:1]  # Chinese has one plural form


def _shown(message: Message) -> str:
    context = f" [{message.context}]" if message.context else ""
    return f"{_first(message.id)!r}{context}"


def _faults(message: Message) -> Iterator[str]:
    if not all(text.strip() for text in _strings(message)):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    source = message.id if isinstance(message.id, str) else message.id[-1]
    for text in _strings(message):
        if _placeholders(source) != _placeholders(text):
            yield f"placeholders differ ({text!r})"


def _placeholders(text: str) -> set[str]:
    found = set()
    for match in _PLACEHOLDER.finditer(text):
        if match.group(0) == "%%":
            continue
        named, conversion, braced = match.groups()
        found.add(f"%({named})" if named else f"%{conversion}" if conversion else f"{{{braced}}}")
    return found


def _disagreement(
    room: str, message: Message, known: dict[tuple[str, str], tuple[str, tuple[str, ...]]]
) -> Iterator[str]:
    strings = _strings(message)
    if not all(strings):
        return
    other, theirs = known.setdefault((_first(message.id), message.context or ""), (room, strings))
    if theirs != strings:
        yield (
            f"{room}: {_shown(message)} is {strings[0]!r} here and {theirs[0]!r} in {other};"
            " agree on one, or tell them apart with pgettext"
        )


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code (1 when ``check`` found something)."""
    parser = argparse.ArgumentParser(prog="python -m nuanlin.lib.catalogues", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    updating = commands.add_parser("update", help="extract texts into the rooms' catalogues")
    updating.add_argument("room", nargs="?")
    commands.add_parser("check", help="list missing, fuzzy, differing and stale translations")
    commands.add_parser("compile", help="merge all rooms into django.mo when they are newer")
    options = parser.parse_args(arguments)
    try:
        if options.command == "update":
            print("updated:", ", ".join(update(room=options.room)) or "nothing")
        elif options.command == "compile":
            print("compiled" if compile_catalogues() else "up to date")
        else:
            problems = check()
            print("\n".join(problems) if problems else "All texts are translated.")
            return 1 if problems else 0
    except CatalogueProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
