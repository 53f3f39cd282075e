from django.apps import AppConfig


class ServiceDeskConfig(AppConfig):
    name = "nuanlin.domains.service_desk"

    def ready(self) -> None:
        """Listen for what other domains report."""
        from nuanlin.domains.service_desk import public_events
        from nuanlin.domains.service_desk.actions import return_open_work
        from nuanlin.foundation.audit.subscriptions import subscribe

        subscribe("post.ended", return_open_work)
        public_events.offer_all()
