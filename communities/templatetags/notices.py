"""How many notices a person has not read: for the head of workspace pages."""

from django import template
from django.template import Context

from communities.models import Notice, User

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> int:
    """One query on pages that are looked at; none on answers to what was sent, which must stay light."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if request is None or request.method != "GET" or not isinstance(person, User):
        return 0
    return Notice.objects.filter(person=person, read_at__isnull=True).count()
