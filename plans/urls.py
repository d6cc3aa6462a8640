"""Addresses of risks, plans and their progress."""

from django.urls import URLPattern

app_name = "plans"
urlpatterns: list[URLPattern] = []
