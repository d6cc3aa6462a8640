"""The demonstration and the developer's machine: SQLite, plain HTTP on loopback, no services."""

from django.core.management.utils import get_random_secret_key

from config.settings import environment
from config.settings.base import *

DEBUG = environment.flag("CS_DEBUG", default=False)
SHOW_DESIGN_PAGE = True
DEMONSTRATION_DATA = True  # a banner on every page
DEMONSTRATION_ALLOWED = True
CLOCK_MOVES = True  # ahead, to watch the two-monthly cycle go by
MESSAGES_FROM_HOUR = 0  # its clock moves by whole days, and it may be shown in the evening or at night
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def _own_secret_key() -> str:
    """Made once on this machine and kept in var/, so that sessions survive a restart."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = _own_secret_key()
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
