"""The words of a message, in whatever language is spoken right now."""

import logging
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from nuanlin.lib import clock

log = logging.getLogger(__name__)


def sentence(text: str, values: dict[str, Any]) -> str:
    """Fill ``values`` into the translation of ``text``; keys ending in ``_at`` hold moments.

    A message of an older version that no longer fits its values is shown as it is.
    """
    shown = {key: _moment(value) if key.endswith("_at") else value for key, value in values.items()}
    try:
        return gettext(text) % shown
    except (KeyError, TypeError, ValueError):
        log.exception("A message does not fit its values: %s", text)
        return text


def _moment(value: Any) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else value
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return clock.told(moment)
    return str(value or "")
