"""How the site is put together; nobody imports this package."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    name = "config"
    label = "site"

    def ready(self) -> None:
        autodiscover_modules("tasks")  # the administration says what each task does, in its words


class AdministrationConfig(AdminConfig):
    default_site = "config.administration.Administration"
