"""The door through which the web server calls the site: the store of drawn pages, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django_application = get_wsgi_application()

from config.page_store import PageStore  # noqa: E402  (needs Django's settings)

application = PageStore(django_application)
