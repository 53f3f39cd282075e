"""The live stream: one small ASGI process that holds every open page's connection.

It listens to PostgreSQL once and passes topic names on to whoever holds a signed token for them
(see ``foundation.live.signals``). It reads no table and knows no page.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")

import django

django.setup()

from nuanlin.foundation.live.stream import LiveStream  # noqa: E402

application = LiveStream()
