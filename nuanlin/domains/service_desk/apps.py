from django.apps import AppConfig


class ServiceDeskConfig(AppConfig):
    name = "nuanlin.domains.service_desk"

    def ready(self) -> None:
        """Listen for what other domains report."""
        from nuanlin.domains.service_desk import from_message, public_events
        from nuanlin.domains.service_desk.actions import (
            outage_notices,
            return_open_work,
            return_work_of_absent,
        )
        from nuanlin.domains.service_desk.actions.appointments import ENDINGS, follow_the_case
        from nuanlin.foundation.audit.subscriptions import subscribe

        subscribe("post.ended", return_open_work)
        subscribe("staff.away", return_work_of_absent)
        for verb in ("notice.ended", "notice.withdrawn"):
            subscribe(verb, outage_notices.end_with_notice)
        subscribe("notice.corrected", outage_notices.follow_correction)
        for verb in ENDINGS:
            subscribe(verb, follow_the_case)
        from_message.listen()
        public_events.offer_all()
