"""Amounts and addresses inside the pages of plans."""

from decimal import Decimal

from django import template

from plans.versions import content_words
from plans.writing.conflict import money as in_figures

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    """1 234,50 or 1,234.50, as the language writes it."""
    return in_figures(amount)


register.filter("hryvnias", content_words.hryvnias)
register.filter("number", content_words.number)
