"""The Jinja environment that every page is rendered in."""

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined

from nuanlin.config import shown
from nuanlin.lib import phones


@lru_cache(maxsize=10_000)  # a list asks for more than a hundred, and most were asked before
def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the path of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Build the environment; a name that is missing in a template is an error, not a blank."""
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    env = Environment(**options)  # noqa: S701 - Django's backend sets autoescape
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(
        url=url,
        static=cache(static),  # names of files stay as they are while the process runs
        now=lambda: timezone.now(),  # looked up at each call, so that a test can still the clock
        get_messages=get_messages,
        language=translation.get_language,
        languages=settings.LANGUAGES,
    )
    env.filters.update(
        when=shown.when,
        day=shown.day,
        clock=shown.clock,
        duration=shown.duration,
        masked_phone=shown.masked_phone,
        masked_identity=shown.masked_identity,
        money=shown.money,
        honorific=shown.honorific,
        whole_phone=shown.whole_phone,
        with_numbers=shown.with_numbers,
        phone_href=phones.href,
    )
    return env
