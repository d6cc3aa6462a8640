"""How the site is put together. Nobody imports it but the processes that run the site."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
