"""Django's settings, made from the typed environment."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from nuanlin.config.environment import ROOT, environment

BASE_DIR = ROOT
VAR_DIR = environment.var
DEBUG = environment.debug
SECRET_KEY = environment.secret()
ALLOWED_HOSTS = environment.allowed_hosts
ROOT_URLCONF = "nuanlin.config.urls"
WSGI_APPLICATION = "nuanlin.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEMONSTRATION = environment.demonstration

OWN_APPS = [
    "nuanlin.foundation.audit",
    "nuanlin.foundation.accounts",
    "nuanlin.foundation.files",
    "nuanlin.foundation.jobs",
    "nuanlin.foundation.live",
    "nuanlin.foundation.notifications",
    "nuanlin.foundation.webhooks",
    "nuanlin.foundation.service_language",
    "nuanlin.domains.estate",
    "nuanlin.domains.people",
    "nuanlin.domains.conversations",
    "nuanlin.domains.notices",
    "nuanlin.domains.service_desk",
    "nuanlin.domains.reception",
    "nuanlin.domains.quality",
    "nuanlin.portals.resident",
    "nuanlin.portals.staff",
    "nuanlin.portals.api",
    "nuanlin.demonstration",
    "nuanlin.config",
]

INSTALLED_APPS = [
    *OWN_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "nuanlin.config.middleware.MeasureRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nuanlin.config.middleware.PackPages",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nuanlin.config.middleware.ChooseLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nuanlin.config.middleware.KnowTheActor",
    "nuanlin.config.middleware.KnowTheCommunity",
    "nuanlin.config.middleware.AnswerRefusals",
]


def template_folders(root: Path) -> list[str]:
    """Return the template folder of every room that has one."""
    rooms = [*root.glob("*/*/templates"), *root.glob("*/templates")]
    return [str(folder) for folder in sorted(rooms)]


TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": template_folders(ROOT / "nuanlin"),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "nuanlin.config.jinja.environment",
            "context_processors": [
                "nuanlin.config.context.page",
                "nuanlin.config.context.console",
                "nuanlin.portals.resident.shell.resident_shell",
            ],
        },
    },
    {
        # allauth's own pages that we have not drawn, and procrastinate's, are Django templates.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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


# Widgets too are drawn by Jinja, in a third of the time.
FORM_RENDERER = "django.forms.renderers.Jinja2"


def database_from(url: str) -> dict[str, Any]:
    """Turn ``postgresql://user:password@host:port/name?host=/socket`` into Django's dictionary."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Compiling a plan costs more than any of our statements takes, and planning most of
            # them longer than running: each connection keeps the plans of what it is often asked.
            # The figures of a year are sorted in memory.
            "options": "-c jit=off -c work_mem=32MB",
            "server_side_binding": True,
            "prepare_threshold": 3,
            "pool": {"min_size": 1, "max_size": environment.database_pool_size, "timeout": 10},
            **{name: unquote(value) for name, value in query.items()},
        },
    }


DATABASES = {"default": database_from(environment.database_url)}
CACHES = {
    "default": {
        # Sign-in limits must hold across web processes, so they are counted in the database.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cacheentry",
        # With few entries Django throws some away by itself, and with them somebody's lockout.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["nuanlin.config.authentication.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
# Where a signed-in account goes on to, by what it holds today.
STAFF_START = "staff:start"
RESIDENT_START = "resident:home"
NO_ACCESS_START = "people:no_home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "nuanlin.foundation.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_DISPLAY = "nuanlin.foundation.accounts.adapter.user_display"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/15m/key"}
ACCOUNT_FORMS = {
    "login": "nuanlin.foundation.accounts.forms.SignInForm",
    "change_password": "nuanlin.foundation.accounts.forms.PasswordForm",
    "reauthenticate": "nuanlin.foundation.accounts.forms.AgainForm",
}
MFA_ADAPTER = "nuanlin.foundation.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "nuanlin.foundation.accounts.forms.AppForm",
    "authenticate": "nuanlin.foundation.accounts.forms.CodeForm",
    "reauthenticate": "nuanlin.foundation.accounts.forms.CodeAgainForm",
    "login_webauthn": "nuanlin.foundation.accounts.passkeys.PasskeySignInForm",
    "authenticate_webauthn": "nuanlin.foundation.accounts.passkeys.PasskeyStepForm",
    "reauthenticate_webauthn": "nuanlin.foundation.accounts.passkeys.PasskeyAgainForm",
    "add_webauthn": "nuanlin.foundation.accounts.passkeys.PasskeyForm",
    "edit_webauthn": "nuanlin.foundation.accounts.passkeys.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Nuanlin 暖邻"
# Phones whose clock is half a minute off still get in.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not environment.https
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# Languages and time
USE_I18N = True
USE_TZ = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_COOKIE_NAME = "nuanlin_language"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [ROOT / "assets" / "build"] if (ROOT / "assets" / "build").is_dir() else []
if environment.files_bucket:
    FILES_STORAGE: dict[str, Any] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": environment.files_bucket,
            "endpoint_url": environment.files_endpoint or None,
            "access_key": environment.files_key_id or None,
            "secret_key": environment.files_key_secret or None,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
else:
    FILES_STORAGE = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "files"), "base_url": None},
    }
STORAGES = {
    "default": FILES_STORAGE,
    "staticfiles": {"BACKEND": "nuanlin.config.static.PackedStaticFiles"},
}
WHITENOISE_MAX_AGE = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "nuanlin.foundation.files.bounds.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

# Browser's safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.secure_cookies
CSRF_FAILURE_VIEW = "nuanlin.config.errors.csrf_failed"
if environment.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Live stream
LIVE_URL = environment.live_url
LIVE_PORT = environment.live_port

# Whether other systems may lie in the own network and be reached by http
OUTGOING_LOCAL = environment.outgoing_local

# Jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "nuanlin.foundation.jobs.setup.prepare"


# Logs
DJANGO_STRUCTLOG_COMMAND_LOGGING_ENABLED = False
LOGGING_CONFIG = "nuanlin.config.logs.configure"
LOGGING: dict[str, Any] = {"version": 1}  # when empty, Django would not call it

PRODUCT_NAME = _("Nuanlin")
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# The exchange that bin/nuanlin telephony-ami listens to.
AMI_HOST = environment.ami_host
AMI_PORT = environment.ami_port
AMI_USER = environment.ami_user
AMI_SECRET = environment.ami_secret
AMI_COMMUNITY = environment.ami_community

# How messages leave the house; a way whose variables are empty is not set up.
PUBLIC_URL = environment.public_url.rstrip("/")
SMTP_URL = environment.smtp_url
SMTP_FROM = environment.smtp_from
VAPID_KEY = environment.push_key()
SMS_KEY_ID = environment.sms_key_id
SMS_KEY_SECRET = environment.sms_key_secret
SMS_SIGNATURE = environment.sms_signature
SMS_TEMPLATES = environment.sms_templates
SMS_ENDPOINT = environment.sms_endpoint
WECHAT_APP_ID = environment.wechat_app_id
WECHAT_APP_SECRET = environment.wechat_app_secret
WECHAT_KIND = environment.wechat_kind
WECHAT_TEMPLATES = environment.wechat_templates
WECHAT_TOKEN = environment.wechat_token
WECHAT_ENDPOINT = environment.wechat_endpoint
GROUPS = environment.groups
