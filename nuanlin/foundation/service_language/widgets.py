"""Boxes for words that a resident will read: phrases by one key, the checker beneath (D4)."""

from collections.abc import Mapping
from types import MappingProxyType

from django import forms

from nuanlin.lib.language.phrases import Moment

NONE: Mapping[str, str] = MappingProxyType({})


def outgoing(*moments: Moment, rows: int = 3, attrs: Mapping[str, str] = NONE) -> forms.Textarea:
    """Return a text area that offers the phrases of ``moments`` (all, if none is named)."""
    return forms.Textarea(attrs={"rows": str(rows), **_wording(moments), **attrs})


def outgoing_line(*moments: Moment, attrs: Mapping[str, str] = NONE) -> forms.TextInput:
    """Return a box of one line, such as a title, that is checked while one writes."""
    return forms.TextInput(attrs={**_wording(moments), **attrs})


def _wording(moments: tuple[Moment, ...]) -> dict[str, str]:
    return {"data-wording": " ".join(moments)}
