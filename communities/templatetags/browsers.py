"""Names of browsers for the list of a person's sessions."""

from django import template

from communities.browsers import browser_name

register = template.Library()
register.filter("browser_name", browser_name)
