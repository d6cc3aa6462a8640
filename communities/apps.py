import logging

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from communities.shared.quiet_paths import without_secrets


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Communities and people")

    def ready(self) -> None:
        for name in ("django.request", "django.server", "django.security.csrf"):
            logging.getLogger(name).addFilter(without_secrets)
        autodiscover_modules("acts")  # every app’s sentences for the trail
        autodiscover_modules("enclosures")  # what goes with which letters
        autodiscover_modules("recipients")  # which letters go only to whoever still has the duty
        autodiscover_modules("subjects")  # what each app brings to meetings
