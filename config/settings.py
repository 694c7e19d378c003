"""All settings; the one place that reads the environment."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from kombu import Queue

from config.sign_in import *  # noqa: F403 - what of allauth is not the environment's
from workflows.schedule import QUEUES, ROUTES, TIMED, schedule

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# The demonstration city: one-click sign-in, a movable clock, a published key.
# On by default so that one command starts it; a check refuses it elsewhere.
DEMO = env.bool("DEMO", default=True)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str(
    "SECRET_KEY", default="demonstration-only" if DEMO else environ.Env.NOTSET
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_ADDRESS = env.str("SITE_ADDRESS", default="")  # scheme and host, for text messages

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "template_partials",
    "django_filters",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "viewflow.workflow",
    "foundation",
    "foundation.access",
    "foundation.audit",
    "foundation.notices",
    "foundation.uploads",
    "face",
    "centers",
    "companies",
    "providers",
    "accounts",
    "campaigns",
    "admissions",
    "designations",
    "earlier",
    "bookings",
    "complaints",
    "outreach",
    "assignments",
    "diagnoses",
    "ratings",
    "subsidies",
    "directives",
    "workflows",
    "desks",
    "website",
    "city",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.ActingMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "website.middleware.TwoStepsMiddleware",
    "desks.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "face.context.shell",
                "desks.context.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "face.templatetags.ui",
                "lucide.templatetags.lucide",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------
DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'wenzhen.sqlite3'}"
    )
}
_database = DATABASES["default"]
ON_SQLITE = _database["ENGINE"].endswith("sqlite3")
_database["ATOMIC_REQUESTS"] = False
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
if ON_SQLITE:
    # Writers queue instead of failing: IMMEDIATE takes the lock at BEGIN. What changes
    # again and again goes into the file once for 32 MB of log, not for each 4.
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
            "PRAGMA wal_autocheckpoint=8000;"
        ),
    }
else:
    _database["ENGINE"] = "foundation.postgresql"
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        "prepare_threshold": None,  # foundation/postgresql keeps plans, psycopg none
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "files"

# --- People ---------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "accounts.sessions"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.PhoneBackend",
    "foundation.access.backend.PolicyBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"

ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0 if DEMO else 1)
TWO_STEPS = env.str("TWO_STEPS", default="offered")  # to staff; or: off, required
MFA_TOTP_TOLERANCE = 1  # who types a code as it changes is let in (RFC 6238, 5.2)
# Legal persons sign in by OpenID Connect where a server is named; the claim holds
# the credit code.
OIDC_SERVER = env.str("OIDC_SERVER", default="")
OIDC_CREDIT_CODE_CLAIM = env.str("OIDC_CREDIT_CODE_CLAIM", default="credit_code")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "SCOPE": env.list("OIDC_SCOPE", default=["openid", "profile"]),
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="OpenID Connect"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ][: bool(OIDC_SERVER)],
    }
}

# --- Language and time ----------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files of the face ----------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Safety ---------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Jobs -----------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
EMBEDDED = not REDIS_URL  # worker and beat run as threads of the web process
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in QUEUES]
CELERY_TASK_DEFAULT_QUEUE = TIMED
CELERY_TASK_ROUTES = ROUTES
# A dead or frozen broker must never hold a web request: one short try.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"polling_interval": 0.1}
    if EMBEDDED
    else {
        "max_retries": 0,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "visibility_timeout": 3600,
        "queue_order_strategy": "priority",  # the first queue first, see schedule.py
    }
)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
JOB_RESEND_SECONDS = env.int("JOB_RESEND_SECONDS", default=15)
CELERY_BEAT_SCHEDULE = schedule(env.float("SWEEP_EVERY_SECONDS", default=10.0))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

# --- Messages -------------------------------------------------------------
# Which channels carry messages out of the house: sms (into the log), email, wecom,
# dingtalk. In the product itself every message is there anyway.
NOTICE_CHANNELS = env.list("NOTICE_CHANNELS", default=["sms"])
NOTICE_ROBOTS = {
    "wecom": env.str("WECOM_ROBOT_URL", default=""),
    "dingtalk": env.str("DINGTALK_ROBOT_URL", default=""),
}
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="wenzhen@localhost")
