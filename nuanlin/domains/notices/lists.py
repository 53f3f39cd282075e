"""Door plates from an Excel list; what is no door is said by its row (F1)."""

from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from nuanlin.lib import plates

MOST_ROWS = 20_000
SHOWN = 10


class BadList(ValueError):
    """What the list says cannot be used; its text says in which rows."""


def plates_in(content: bytes) -> list[str]:
    """Return the door plates of the first sheet, each once: the first of each row.

    The heading is passed over. Raises BadList.
    """
    try:
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError, OSError, ValueError) as broken:
        raise BadList(_("This is no Excel list. Please choose an .xlsx file.")) from broken
    found: dict[str, None] = {}
    bad: list[str] = []
    for number, cells in enumerate(rows[:MOST_ROWS], start=1):
        texts = [text for cell in cells if (text := str(cell).strip())]
        plate = next(_plates(texts), None)
        if plate is not None:
            found[plate] = None
        elif texts and number > 1:
            bad.append(_("row %(row)s: %(text)s") % {"row": number, "text": texts[0][:30]})
    if bad:
        more = _(" and %(n)s more") % {"n": len(bad) - SHOWN} if len(bad) > SHOWN else ""
        raise BadList(_("No door plate in ") + "; ".join(bad[:SHOWN]) + more)
    if not found:
        raise BadList(_("There is no door plate in this list."))
    return list(found)


def _plates(texts: list[str]) -> Iterator[str]:
    for text in texts:
        read = plates.parse(text)
        if read is not None:
            yield str(read)
