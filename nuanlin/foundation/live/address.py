"""Where the live stream is."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def live_url(request: HttpRequest) -> str:
    """Return where the live stream is: as set, else the same host one port further."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    name = f"[{host}]" if ":" in host else host
    return f"{request.scheme}://{name}:{settings.LIVE_PORT}/live"


def live_origin(request: HttpRequest) -> str:
    """Return the origin of the live stream, for the content security policy."""
    parts = urlsplit(live_url(request))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"
