"""Settings: everything that differs per machine comes from the environment (or ``.env``)."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .fonts import FONTS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG_KEY = "insecure-key-for-development-only-never-in-production"
DEBUG = env.bool("DEBUG", default=False)
# Demonstration: invented people, letters readable in the app, nothing leaves the machine.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default=DEBUG_KEY)
if not (DEBUG or DEMO) and SECRET_KEY in ("", DEBUG_KEY):
    raise ImproperlyConfigured(
        "SECRET_KEY manque : en production, donnez une clé secrète propre à cette installation "
        "(ou DEMO=1 pour une démonstration, DEBUG=1 pour développer)."
    )
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG or DEMO else []
)
# Absolute address put in letters: never taken from the Host header of a request.
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

INSTALLED_APPS = [
    "accounts",
    "zones",
    "meetings",
    "reports",
    "concertation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.UserLanguageMiddleware",
    "concertation.middleware.PrivateResponseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "concertation.middleware.GestureWithoutPageMiddleware",
]

ROOT_URLCONF = "concertation.urls"
WSGI_APPLICATION = "concertation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "zones.context_processors.navigation",
            ],
            "builtins": ["concertation.templatetags.concertation"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["concertation"]
CRISPY_TEMPLATE_PACK = "concertation"

# --- Database -------------------------------------------------------------------------------
VAR_DIR.mkdir(exist_ok=True)
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'concertation.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a write transaction takes its lock at once and waits its turn, instead of failing
    # with « database is locked » when it upgrades from a read. Never ATOMIC_REQUESTS with it.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "zones:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# How many proxies of ours stand before the application: only what they add to X-Forwarded-For is
# believed when tries are counted by address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Accounts are opened by people who know the address; no separate verification step exists.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# --- Language, time -------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("nl", _("Nederlands"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
FORMAT_MODULE_PATH = ["concertation.formats"]

# --- Static files ---------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static", *FONTS.items()]


def attachments_storage():
    """Joined files: a folder outside the web root or, with a bucket, an S3-compatible service.

    Either way they are served only by our views, through the visibility of their meeting.
    """
    bucket = env("ATTACHMENTS_S3_BUCKET", default="")
    if not bucket:
        folder = env.path("ATTACHMENTS_DIR", default=VAR_DIR / "pieces")
        backend = "django.core.files.storage.FileSystemStorage"
        closed = {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750}
        return {"BACKEND": backend, "OPTIONS": {"location": folder} | closed}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env("ATTACHMENTS_S3_ENDPOINT", default="") or None,
            "region_name": env("ATTACHMENTS_S3_REGION", default="") or None,
            "access_key": env("ATTACHMENTS_S3_ACCESS_KEY", default="") or None,
            "secret_key": env("ATTACHMENTS_S3_SECRET_KEY", default="") or None,
            "location": env("ATTACHMENTS_S3_PREFIX", default=""),
            "default_acl": None,  # the bucket's own, which must be private
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": attachments_storage(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO
# Megabytes: of one joined file, of all those of a meeting, of those one letter carries.
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", default=15)
ATTACHMENTS_MEETING_MB = env.int("ATTACHMENTS_MEETING_MB", default=100)
ATTACHMENT_LETTER_MB = env.int("ATTACHMENT_LETTER_MB", default=8)
FILE_UPLOAD_HANDLERS = [
    "concertation.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 60  # a folder of old minutes; other pages send one
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # old minutes read again without JavaScript: all at once

# --- Mail and queue -------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# Connections to the mail server that one worker opens at once; 1 opens no thread.
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=4)
# Letters that all workers together hand over in a minute; 0: as fast as the server takes them.
LETTERS_PER_MINUTE = env.int("LETTERS_PER_MINUTE", default=0)
# A letter claimed this long ago belongs to a worker that died: another takes it up.
LETTER_ABANDONED_SECONDS = env.int("LETTER_ABANDONED_SECONDS", default=300)
# A long paper whose worker gives no sign of life for this long is taken up by another.
MAKING_ABANDONED_SECONDS = env.int("MAKING_ABANDONED_SECONDS", default=120)
DEMO_MAIL_DIR = VAR_DIR / "courrier"
if DEMO and not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "concertation.mail.DemoBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Concertation <concertation@localhost>")
TASKS = {
    "default": {
        "BACKEND": env("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend"),
    }
}

# --- Security -------------------------------------------------------------------------------
if not (DEBUG or DEMO):
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=3600)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview of a letter shows its PDF inside the page
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "concertation": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    },
}
