"""Settings of the bench: the real ones, served as in production but without TLS.

``DATABASE_URL`` says which database; the floor has its own middleware stack (``bench.wsgi``) and
its own template engine, so that nothing of ours weighs on it.
"""

import os

os.environ["DEBUG"] = "1"
os.environ["DEMO"] = "0"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ.setdefault("CONN_MAX_AGE", "600")

from concertation.settings import *  # noqa: E402, F403

DEBUG = False
ROOT_URLCONF = "bench.urls"
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]  # noqa: F405

#: What ``startproject`` gives, and the language: the least that still serves a bilingual page.
FLOOR_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    *TEMPLATES,  # noqa: F405
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "floor",
        "DIRS": [BASE_DIR / "bench" / "templates"],  # noqa: F405
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# A page that fails is a line of the table, not a trace on the screen.
LOGGING["loggers"]["django.request"] = {"level": "CRITICAL"}  # noqa: F405
