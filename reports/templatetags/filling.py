"""Words that the scripts of the filling pages choose from, translated here."""

import json

from django import template
from django.utils.translation import ngettext

register = template.Library()

PLURALS = {"one": 1, "few": 2, "many": 5, "other": 5}  # a number of each plural form


@register.simple_tag
def restored_words() -> str:
    """By plural form, as JSON; {n} is the number of fields."""
    words = {
        form: ngettext(
            "{n} field that was not yet sent was restored.",
            "{n} fields that were not yet sent were restored.",
            number,
        )
        for form, number in PLURALS.items()
    }
    return json.dumps(words, ensure_ascii=False)
