"""The addresses of the talk between residents and the office."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.conversations import both, resident, staff
from nuanlin.domains.conversations.api import router as api_router
from nuanlin.domains.conversations.hearing import TOPICS as live_topics

staff_urlpatterns: list[URLPattern | URLResolver] = [
    path("talks/", staff.inbox, name="inbox"),
    path("talks/<int:conversation_id>/", staff.conversation, name="conversation"),
    path("talks/<int:conversation_id>/lines/", both.lines, name="lines"),
    path("talks/<int:conversation_id>/move/", staff.move, name="move"),
    path("talks/<int:conversation_id>/hand-over/", staff.hand_over, name="hand_over"),
]
resident_urlpatterns: list[URLPattern | URLResolver] = [
    path("talk/", resident.my_talk, name="my_talk"),
    path("talk/<int:conversation_id>/lines/", both.my_lines, name="my_lines"),
    path("talk/<int:conversation_id>/marks/", both.mark, name="mark"),
    path("talk/<int:conversation_id>/typing/", both.typing, name="typing"),
    path("talk/<int:conversation_id>/files/<uuid:file_id>/", both.file, name="file"),
]

__all__ = ["api_router", "live_topics", "resident_urlpatterns", "staff_urlpatterns"]
