"""Every address of Nuanlin, by front door."""

from django.urls import include, path

from nuanlin.config import health
from nuanlin.foundation.notifications.urls import channel_urlpatterns, link_urlpatterns

handler400 = "nuanlin.config.errors.bad_request"
handler403 = "nuanlin.config.errors.forbidden"
handler404 = "nuanlin.config.errors.not_found"
handler500 = "nuanlin.config.errors.failed"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include("nuanlin.portals.api.urls")),
    path("files/", include("nuanlin.foundation.files.urls")),
    path("notifications/", include("nuanlin.foundation.notifications.urls")),
    path("m/", include((link_urlpatterns, "messages"))),
    path("staff/channels/", include((channel_urlpatterns, "channels"))),
    path("staff/webhooks/", include("nuanlin.foundation.webhooks.urls")),
    path("staff/service-language/", include("nuanlin.foundation.service_language.urls")),
    path("staff/jobs/", include("nuanlin.foundation.jobs.urls")),
    path("", include("nuanlin.foundation.accounts.urls")),
    path("", include("nuanlin.portals.urls")),
]
