"""Web push: RFC 8030 (delivery), RFC 8291 (encryption), RFC 8292 (who we are: VAPID)."""

from nuanlin.foundation.notifications.channels.push.sending import PushChannel

CHANNEL = PushChannel()
