"""Days inside a sentence, for pages and letters."""

from django import template

from communities.shared import days

register = template.Library()
register.filter("in_words", days.in_words)
register.filter("with_weekday", days.with_weekday)
register.filter("near", days.near)
