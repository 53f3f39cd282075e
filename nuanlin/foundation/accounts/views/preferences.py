"""Language, type size and theme: three small forms on every page, working without scripts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from nuanlin.foundation.accounts import preferences
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.accounts.models import Theme


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Return where the form wants to go on to, if that is one of our own pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and ours else default


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read everything in another language from now on."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request))
    if language in dict(settings.LANGUAGES):
        preferences.change(actor_of(request).account_id, language=language)
        preferences.keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def set_elder(request: HttpRequest) -> HttpResponse:
    """Large type and fewer things, or back again."""
    on = request.POST.get("elder") == "1"
    response = HttpResponseRedirect(safe_next(request))
    preferences.change(actor_of(request).account_id, elder_mode=on)
    preferences.keep(response, preferences.ELDER_COOKIE, "1" if on else "")
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(safe_next(request))
    if theme in Theme.values:
        preferences.change(actor_of(request).account_id, theme=theme)
        preferences.keep(response, preferences.THEME_COOKIE, "" if theme == Theme.SYSTEM else theme)
    return response
