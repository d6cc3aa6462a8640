"""Tests: SQLite unless CS_DATABASE_URL names a PostgreSQL server."""

from config.settings.base import *

DEBUG = False
SHOW_DESIGN_PAGE = True
DEMONSTRATION_ALLOWED = True
MESSAGES_FROM_HOUR = 0  # tests run at night, too
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
MIDDLEWARE = ["tests.every_answer.HasItsHeaders", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
