"""What a browser asks for at the root: the manifest to install by, and the service worker."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How Nuanlin looks once it is installed on a phone."""
    return render(request, "portals/manifest.webmanifest", content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker; at the root, since it may only serve what lies below itself."""
    path = settings.BASE_DIR / "assets" / "build" / "sw.js"
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
