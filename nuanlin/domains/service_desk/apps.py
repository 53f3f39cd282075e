from django.apps import AppConfig


class ServiceDeskConfig(AppConfig):
    name = "nuanlin.domains.service_desk"

    def ready(self) -> None:
        """Listen for what other domains report."""
        from nuanlin.domains.service_desk import public_events
        from nuanlin.domains.service_desk.actions import return_open_work, return_work_of_absent
        from nuanlin.domains.service_desk.actions.appointments import ENDINGS, follow_the_case
        from nuanlin.foundation.audit.subscriptions import subscribe

        subscribe("post.ended", return_open_work)
        subscribe("staff.away", return_work_of_absent)
        for verb in ENDINGS:
            subscribe(verb, follow_the_case)
        public_events.offer_all()
