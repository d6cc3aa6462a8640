"""How the site is put together; nobody imports this package."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "site"
