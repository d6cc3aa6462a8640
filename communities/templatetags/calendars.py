"""Links that calendar programs open."""

from django import template
from django.urls import reverse

from communities.shared import public_pages

register = template.Library()


@register.simple_tag
def subscribe_link(slug: str) -> str:
    """At which a telephone asks whether to subscribe to the public calendar of a community.

    For what is public only: programs fetch such a link by plain HTTP before they are sent on.
    """
    address = public_pages.address(reverse("communities:public_calendar", args=[slug]))
    return f"webcal://{address.partition('://')[2]}"
