from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "nuanlin.domains.notices"

    def ready(self) -> None:
        """Hear what became of messages that left the house, and who moves in."""
        from nuanlin.domains.notices.actions import tell_newcomers
        from nuanlin.domains.notices.outcomes import heard
        from nuanlin.domains.notices.reaching import REFERENCE
        from nuanlin.foundation.audit.subscriptions import subscribe
        from nuanlin.foundation.notifications.actions import subscribe_outcomes

        subscribe_outcomes(REFERENCE, heard)
        for verb in ("occupancy.started", "occupancy.taken_over", "access.bound"):
            subscribe(verb, tell_newcomers)
