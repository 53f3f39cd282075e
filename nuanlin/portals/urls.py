"""Every domain by both doors, under one name each.

Django knows a name such as ``service_desk:case`` through one include alone, so a domain's pages for
residents and for staff are included together: ``/staff/…`` and ``/…``.
"""

from django.urls import URLPattern, URLResolver, include, path

from nuanlin.domains.conversations import urls as conversations
from nuanlin.domains.estate import urls as estate
from nuanlin.domains.notices import urls as notices
from nuanlin.domains.people import urls as people
from nuanlin.domains.quality import urls as quality
from nuanlin.domains.reception import urls as reception
from nuanlin.domains.service_desk import urls as service_desk
from nuanlin.portals import browser_files

Patterns = list[URLPattern | URLResolver]


def doors(name: str, *, staff: Patterns, resident: Patterns) -> URLResolver:
    """Return the pages of the domain ``name``, staff's below ``/staff/``."""
    both = [path("staff/", include(staff)), path("", include(resident))]
    return path("", include((both, name), namespace=name))


urlpatterns: Patterns = [
    path("manifest.webmanifest", browser_files.manifest, name="manifest"),
    path("sw.js", browser_files.service_worker, name="service_worker"),
    path("staff/", include("nuanlin.portals.staff.urls")),
    path("", include("nuanlin.portals.resident.urls")),
    doors("estate", staff=estate.staff_urlpatterns, resident=estate.resident_urlpatterns),
    doors("people", staff=people.staff_urlpatterns, resident=people.resident_urlpatterns),
    doors(
        "conversations",
        staff=conversations.staff_urlpatterns,
        resident=conversations.resident_urlpatterns,
    ),
    doors("notices", staff=notices.staff_urlpatterns, resident=notices.resident_urlpatterns),
    path("open311/v2/", include((service_desk.open311_urlpatterns, "open311"))),
    doors(
        "service_desk",
        staff=service_desk.staff_urlpatterns,
        resident=service_desk.resident_urlpatterns,
    ),
    doors(
        "reception",
        staff=reception.staff_urlpatterns,
        resident=reception.resident_urlpatterns,
    ),
    doors("quality", staff=quality.staff_urlpatterns, resident=[]),
]
