"""Tests: SQLite unless CS_DATABASE_URL names a PostgreSQL server; no Redis unless CS_REDIS_URL names one."""

import os

from config.settings.base import *

DEBUG = False
SHOW_DESIGN_PAGE = True
DEMONSTRATION_ALLOWED = True
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if CELERY_BROKER_URL.startswith("redis:"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CELERY_BROKER_URL,
            "KEY_PREFIX": os.environ.get("PYTEST_XDIST_WORKER", "alone"),  # parallel tests do not share it
        }
    }
