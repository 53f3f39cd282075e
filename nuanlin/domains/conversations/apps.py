from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "nuanlin.domains.conversations"

    def ready(self) -> None:
        """Listen for who of staff leaves or is away."""
        from nuanlin.domains.conversations.actions import return_of_away, return_of_ended_post
        from nuanlin.foundation.audit.subscriptions import subscribe

        subscribe("post.ended", return_of_ended_post)
        subscribe("staff.away", return_of_away)
