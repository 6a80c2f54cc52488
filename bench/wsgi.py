"""One server, two stacks: ``/plancher/`` goes through the floor's middleware, the rest is ours."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from django.core.wsgi import get_wsgi_application

ours = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

# The middleware is read once, when the handler is made.
with override_settings(MIDDLEWARE=settings.FLOOR_MIDDLEWARE):
    floor = WSGIHandler()


def application(environ, start_response):
    chosen = floor if environ["PATH_INFO"].startswith("/plancher/") else ours
    return chosen(environ, start_response)
