"""Addresses of places and people."""

from django.urls import path

from communities.views import public

app_name = "communities"
urlpatterns = [
    path("communities/", public.communities, name="list"),
]
