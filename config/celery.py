"""Celery: how work in the background is carried. What there is to do stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

app = Celery("community_security")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
