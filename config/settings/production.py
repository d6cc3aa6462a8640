"""A real installation. Nothing secret has a default: without it the start fails."""

from django.core.exceptions import ImproperlyConfigured

from config.settings import environment
from config.settings.base import *

DEBUG = False
SHOW_DESIGN_PAGE = False
SECRET_KEY = environment.text("CS_SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("CS_SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = environment.words("CS_HOSTS")
DATABASES = {"default": environment.database("CS_DATABASE_URL", default=None)}
CELERY_BROKER_URL = environment.text("CS_REDIS_URL")
PUBLIC_ADDRESS = environment.text("CS_PUBLIC_ADDRESS")
SECOND_FACTOR_REQUIRED = True

if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 20:
    raise ImproperlyConfigured("CS_SECRET_KEY must be at least 50 random characters.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("CS_HOSTS must name the hosts of this site, without a wildcard.")
if not PUBLIC_ADDRESS.startswith("https://"):
    raise ImproperlyConfigured("CS_PUBLIC_ADDRESS must start with https://.")

SECURE_SSL_REDIRECT = True
# There is always a proxy: it speaks HTTPS. Without its word about addresses all visitors would share one
# limit of wrong passwords, and anybody could use it up for everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("CS_TRUSTED_PROXIES", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True

EMAIL_BACKEND = "communities.shared.smtp.Backend"
EMAIL_HOST = environment.text("CS_MAIL_HOST")
EMAIL_PORT = environment.number("CS_MAIL_PORT", default=587)
EMAIL_HOST_USER = environment.text("CS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = environment.text("CS_MAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("CS_MAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
