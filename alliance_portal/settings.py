"""The one settings file. The environment (and a .env beside manage.py) is read here only."""

from datetime import time
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

try:
    SECRET_KEY = env.str("SECRET_KEY")
    # Keys of encrypted personal data, newest first: apart from SECRET_KEY, so that either can be changed alone.
    DATA_KEYS = env.list("DATA_KEYS")
except ImproperlyConfigured as error:
    raise ImproperlyConfigured(
        f"{error} — run `make env` to write a .env with random keys, or set it in the environment."
    ) from error

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- apps and request path -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "members",
    "alliances",
    "projects",
    "orders",
    "alliance_portal.apps.PortalConfig",
    "alliance_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "alliance_portal.middleware.answer_health_check",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "alliance_portal.middleware.limit_features",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "alliance_portal.middleware.RefuseMalformed",
    "alliances.page_cache.answer_visitors",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "alliance_portal.middleware.explain_wrong_method",
    "members.middleware.return_after_login",
    "members.middleware.idle_timeout",
    "members.middleware.force_password_change",
    "alliance_portal.desk_frame.recount",
    "alliance_portal.desk_frame.own_alliance",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "alliance_portal.urls"
WSGI_APPLICATION = "alliance_portal.wsgi.application"

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
                "alliance_portal.context_processors.portal",
                "alliance_portal.desk_frame.desk_frame",
            ],
            "builtins": ["alliance_portal.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "alliance_portal.rendering.PortalFormRenderer"

# --- storage: database, cache, files -------------------------------------------------------------------------------

ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'portal.sqlite3'}")}
_database = DATABASES["default"]
if _database.get("ENGINE") not in ENGINES or not _database["NAME"]:
    raise ImproperlyConfigured(
        "DATABASE_URL must be sqlite:////path/to/file or postgres://user:password@host/name."
    )
# A connection lasts as long as its thread: opening one costs more than most pages ask of it.
_database |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write queues at its start instead of failing in its middle.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _options = _database.setdefault("OPTIONS", {})
    _options.setdefault("connect_timeout", 5)
    # Compiling a query to machine code takes many times longer than any query of a page runs. The tables lie in memory
    # or on an SSD, where following an index costs far less than PostgreSQL supposes.
    _options.setdefault("options", "-c jit=off -c random_page_cost=1.1")

# "default" is shared by all processes: rate limits, sessions, drafts. A Redis address makes it faster.
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://cache")}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    CACHES["default"].setdefault("OPTIONS", {"MAX_ENTRIES": 20_000, "CULL_FREQUENCY": 4})
# What each process has rendered, in its own memory: see alliances/page_cache.py.
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": 1_000, "CULL_FREQUENCY": 4},
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if FILES_BUCKET := env.str("FILES_BUCKET", default=""):
    # The credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which the library reads itself.
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env.str("FILES_ENDPOINT", default=None),
            "file_overwrite": False,
        },
    }
MEDIA_ROOT = env.path("FILES_DIR", default=str(BASE_DIR / "media"))
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

# One file, and one form with its files.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)
REQUEST_MAX_BYTES = 3 * UPLOAD_MAX_BYTES
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# --- who logs in ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "members.backends.OrganizationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.passwords.TooSimilar"},
    {"NAME": "members.passwords.TooShort", "OPTIONS": {"min_length": 10}},
    {"NAME": "members.passwords.TooCommon"},
    {"NAME": "members.passwords.OnlyDigits"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "members.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False  # many sit at a shared computer
ACCOUNT_FORMS = {
    "login": "members.account_forms.LoginForm",
    "change_password": "members.account_forms.ChangePasswordForm",
}
MFA_ADAPTER = "members.adapters.EncryptedMFAAdapter"
MFA_FORMS = {
    "authenticate": "members.account_forms.AuthenticateForm",
    "reauthenticate": "members.account_forms.ReauthenticateForm",
    "activate_totp": "members.account_forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "党建联盟门户"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "members.views.locked.locked"
AXES_CLIENT_IP_CALLABLE = "members.addresses.client_address"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_TIMEOUT_SECONDS = env.int("IDLE_TIMEOUT_SECONDS", default=30 * 60)

# --- transport -----------------------------------------------------------------------------------------------------

# HTTPS=true where the portal is reached over HTTPS; PROXY_COUNT says how many proxies of ours stand in front.
HTTPS = env.bool("HTTPS", default=False)
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "alliance_portal.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- messages and background work -----------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Where links in mails lead to. Nothing to send mails with means that e-mail is offered to nobody.
_site = f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}"
SITE_URL = env.str("SITE_URL", default=_site).rstrip("/")
EMAIL_READY = bool(env.str("EMAIL_URL", default=""))
if EMAIL_READY:
    vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or vars().get("EMAIL_HOST_USER", "")
EMAIL_TIMEOUT = 20
# Which webhooks users may be told through; empty where the server can't reach the internet.
WEBHOOK_CHANNELS = env.list("WEBHOOK_CHANNELS", default=["wecom", "dingtalk", "feishu"])
# The class through which text messages leave; the default only writes to the log.
SMS_BACKEND = env.str("SMS_BACKEND", default="members.sms.ConsoleBackend")
SMS_URL = env.str("SMS_URL", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
DIGEST_TIME = time.fromisoformat(env.str("DIGEST_TIME", default="08:30"))
MESSAGE_MONTHS = env.int("MESSAGE_MONTHS", default=12)

# --- words and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = (
    True  # the admin and the libraries speak Chinese through it; our own words are written in place
)
USE_TZ = True

# --- logs ----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "alliance_portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # What stands in for a text message is worth seeing where none leaves.
    "loggers": {"members.sms": {"level": "INFO"}},
}
