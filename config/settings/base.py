"""What every installation shares. Secrets and addresses come from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.schedule import TIMETABLE, with_expiry
from config.settings import environment

BASE_DIR: Path = environment.BASE_DIR
VAR_DIR = BASE_DIR / "var"
NODE_MODULES = BASE_DIR / "node_modules"

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "plans.apps.PlansConfig",
    "reports.apps.ReportsConfig",
    "surveys.apps.SurveysConfig",
    "communities.apps.CommunitiesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
]

# The headers come first, so that static files and errors carry them too (R26).
MIDDLEWARE = [
    "config.security_headers.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "communities.shared.row_numbers.RowNumbers",
    "communities.shared.body_limits.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "communities.gates.SessionLimits",
    "communities.gates.PrivatePages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "communities.gates.SecondStep",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database("CS_DATABASE_URL", default="sqlite:///var/db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Addresses of public pages are read aloud and printed: Ukrainian has no prefix, English has /en/.
LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Kyiv"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Single answers to surveys, outside the database and its backups: one disk for web and workers.
SURVEY_DIR = Path(environment.text("CS_SURVEY_DIR", str(VAR_DIR / "survey-answers")))
ASSETS_DIR = VAR_DIR / "assets"  # made by `python -m config.assets`, which ./run calls
STATICFILES_DIRS: list[object] = [
    BASE_DIR / "static",
    ASSETS_DIR,
    ("guides/en", BASE_DIR / "docs" / "pictures"),
    ("guides/uk", BASE_DIR / "docs" / "uk" / "pictures"),
]
# Names with a checksum, kept by browsers for good; compressed once, when they are collected.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "communities.User"
AUTHENTICATION_BACKENDS = ["communities.accounts.Backend"]
PASSWORD_HASHERS = ["communities.shared.passwords.TunedArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": "communities.password_rules.LengthBetween"},
    {"NAME": "communities.password_rules.NotWhatEverybodyTries"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "communities.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, not by sign-up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "communities.link_tokens.LinkTokens"  # noqa: S105
# Counted before the password is hashed (R4): for each address, and for each account from anywhere.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
}
PASSWORD_RESET_TIMEOUT = 72 * 60 * 60  # an invitation; a reset lives shorter, see LinkTokens
MFA_ADAPTER = "communities.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Community Security"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones; each code counts once all the same, see the forms
MFA_FORMS = {
    "authenticate": "communities.forms.CodeForm",
    "reauthenticate": "communities.forms.CodeAgainForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("CS_TRUSTED_PROXIES", default=0)

# Made-up figures belong into demonstrations and tests only.
DEMONSTRATION_ALLOWED = False
# Only a demonstration may move its clock, to show the two-monthly cycle go by.
CLOCK_MOVES = False

# People are reminded from this hour of the day in Kyiv.
MESSAGES_FROM_HOUR = 7

# Production demands a second factor for every duty above observer (R2).
SECOND_FACTOR_REQUIRED = False

# Limits of sign-in must hold in every process and survive Redis: they live in the database. What visitors
# without an account do is counted apart: a table that is full culls itself, and no flood of theirs may make
# it forget who tried passwords, or which codes were used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "visitors": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "visitor_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
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
        "report-uri": ["/policy-reports/"],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000  # the most any view takes; communities.shared.body_limits (R21)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# The address printed into QR codes and links that leave the site.
PUBLIC_ADDRESS = environment.text("CS_PUBLIC_ADDRESS", "http://127.0.0.1:8000")

# Work in the background. Each value has its reason in tests/post/test_celery_settings.py.
CELERY_BROKER_URL = environment.text("CS_REDIS_URL", "memory://")
CELERY_TIMEZONE = "UTC"  # beat loses ticks where the clock changes; civil dates are computed by us
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE = with_expiry(TIMETABLE)
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None  # what came of a task stands in the database
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90  # always below the visibility timeout
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "max_retries": 0,  # to ring: without it whoever acts waits six seconds for a Redis that is down
    "socket_connect_timeout": 2,
    "socket_timeout": 5,  # a Redis that hangs must not hold up a page that rings
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # after a night without Redis the worker is still there
# Rows in the database say what there is to do; a message is only the doorbell, so it is not retried.
CELERY_TASK_PUBLISH_RETRY = False

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("CS_MAIL_FROM", "Community Security <no-reply@localhost>")
