"""What the conversations' routes take."""

from typing import Any

from nuanlin.domains.conversations.actions import say
from tests.cast import Cast
from tests.samples.pictures import photo


def conversation_samples(cast: Cast) -> dict[str, Any]:
    """Return a conversation with a photo in it."""
    picture = str(photo(cast).pk)
    zhou, here = cast.actor("zhou"), cast.community.pk
    said = say(community_id=here, text="楼下的灯坏了", file_ids=[picture], by=zhou)
    return {
        "conversation_id": said.conversation_id,
        "conversations:file.file_id": picture,
        "api:read_conversation_file.file_id": picture,
        "api:read_conversation_thumbnail.file_id": picture,
    }
