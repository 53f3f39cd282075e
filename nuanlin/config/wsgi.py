"""The door for pages and the API; served by granian's WSGI processes."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")

application = get_wsgi_application()
