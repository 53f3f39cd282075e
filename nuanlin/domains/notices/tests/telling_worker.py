"""A worker in a process of its own: it sends what is due, and its SMS by a service in a file.

python -m nuanlin.domains.notices.tests.telling_worker FILE
"""

import sys
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from nuanlin.domains.notices import actions, climbing
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Way
from nuanlin.foundation.notifications.tests.sending_worker import Post


class Operator(Post):
    """Takes SMS, and can say of each whether it has taken it."""

    way = Way.SMS
    at_once = 50


if __name__ == "__main__":
    operator = Operator(Path(sys.argv[1]), remembers=True)
    with channels.standing_in(operator):
        print("ready", flush=True)
        actions.send_due()
        climbing.advance()
        sending.run(Way.SMS, seconds=30)
