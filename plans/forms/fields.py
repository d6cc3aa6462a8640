"""Fields of what people type into a plan: an amount, and the field of each column."""

from decimal import Decimal
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.shared.typed_fields import DayField, LineField, WrittenField
from plans.resources.typed_amounts import plain_number, written
from plans.writing import parts
from plans.writing.parts import PartKind
from plans.writing.starting import FIRST_YEAR, LAST_YEAR

Words: TypeAlias = str | Promise
NOT_AN_AMOUNT = _("Write a number such as 12500.50 or 12 500,50.")
TOO_FINE = _("Too many digits after the point or comma. Write 1200 or 1 200 for a thousand two hundred.")
TOO_BIG = _("This number is too big. Check it.")
NOT_A_YEAR = _("Write a year, such as 2027.")
WRITE_IT = _("Write something here.")
CHOOSE = _("Choose from the list.")


class AmountField(forms.DecimalField):
    """A number as people write it (`plans.resources.typed_amounts`). Never rounded."""

    def __init__(self, **options: Any) -> None:
        errors = {
            "invalid": NOT_AN_AMOUNT,
            "min_value": _("Not less than 0."),
            "max_decimal_places": TOO_FINE,
        }
        errors |= dict.fromkeys(("max_digits", "max_whole_digits"), TOO_BIG)
        errors |= {"required": _("Write the amount, 0 if nothing has to be paid.")}
        options["error_messages"] = errors | options.get("error_messages", {})
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """What is stored, as people write it; what was typed stays as it was."""
        if not isinstance(value, Decimal):
            return value
        return written(value, point="." if get_language() == "en" else ",")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            value = plain_number(value)
            if value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def field_for(column: Any, **options: Any) -> forms.Field | None:
    """The form field of a column: like the others of this site, and nothing typed is thrown away."""
    said: dict[str, Any] = {
        "label": capfirst(column.verbose_name),
        "help_text": column.help_text,
        "required": not column.blank,
    }
    said |= {name: options[name] for name in ("widget",) if name in options}
    if isinstance(column, models.DecimalField):
        return _amount(column, said)
    if isinstance(column, models.PositiveSmallIntegerField):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), NOT_A_YEAR)
        return forms.IntegerField(
            min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=widget, error_messages=errors, **said
        )
    if isinstance(column, models.DateField):
        return DayField(**said)
    if column.choices or isinstance(column, (models.ForeignKey, models.EmailField, models.BooleanField)):
        field: forms.Field | None = column.formfield(error_messages={"required": CHOOSE}, **options)
        return field
    longest = column.max_length or parts.column_of(PartKind.GOAL, "detail").max_length
    if isinstance(column, models.TextField):
        return WrittenField(longest=longest, error_messages={"required": WRITE_IT}, **said)
    missing = WRITE_IT if said.pop("required") else None
    return LineField(longest=longest, missing=missing, **said)


def _amount(column: Any, said: dict[str, Any]) -> AmountField:
    return AmountField(
        max_digits=column.max_digits,
        decimal_places=column.decimal_places,
        min_value=0 if column.validators and column.name in ("needed", "amount") else None,
        **said,
    )
