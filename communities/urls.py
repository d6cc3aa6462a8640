"""Addresses of places and people."""

from django.urls import path

from communities.views import duties, public

app_name = "communities"
urlpatterns = [
    path("communities/", public.communities, name="list"),
    path("work/duties/", duties.police, name="duties"),
    path("work/duties/<int:pk>/hand-over/", duties.hand_over, name="duty_hand_over"),
    path("work/duties/<int:pk>/end/", duties.end, name="duty_end"),
]
