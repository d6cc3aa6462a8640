"""How the site is put together; nobody imports this package."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "site"


class AdministrationConfig(AdminConfig):
    default_site = "config.administration.Administration"
