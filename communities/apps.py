from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Communities and people")

    def ready(self) -> None:
        autodiscover_modules("acts")  # every app’s sentences for the trail
        autodiscover_modules("subjects")  # what each app brings to meetings
