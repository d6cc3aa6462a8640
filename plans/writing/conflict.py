"""Two people wrote in one part: what each of them changed, field by field, and what a person chose."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _

from communities.models import VulnerableGroup
from communities.shared import days
from communities.shared.two_versions import Choice, Pick, both, picked_by_change
from plans.writing import aims, parts
from plans.writing.parts import Part, PartKind, Value, Values

# Rows of other tables that values name, by table and id.
Named: TypeAlias = Mapping[tuple[Any, Any], models.Model]


def choices(
    part: Part,
    *,
    base: Values | None,
    mine: Values,
    theirs: Values,
    picks: Mapping[str, Pick] | None = None,
) -> tuple[Choice, ...]:
    """Where the two differ, in the order of the form.

    `base`: what both started from; a field that only one of them changed is chosen from that one. `picks`:
    what was chosen on the page; a field without a choice is then marked.
    """
    kind = parts.kind_of(part)
    found = []
    for field in differing(mine, theirs):
        pick = picks.get(field) if picks is not None else _picked(base, mine, theirs, field)
        found.append(
            Choice(
                field=field,
                label=str(parts.label_of(kind, field)),
                mine=in_words(part, field, mine[field]),
                theirs=in_words(part, field, theirs[field]),
                chosen=pick.value if pick else "ask",
                allows_both=_is_long_text(kind, field) and bool(mine[field] and theirs[field]),
                problem=picks is not None and pick is None,
            )
        )
    return tuple(found)


def differing(mine: Values, theirs: Values) -> list[str]:
    return [field for field in theirs if mine.get(field) != theirs[field]]


def resolved(mine: Values, theirs: Values, picks: Mapping[str, Pick]) -> Values | None:
    """What must be written over theirs; None when a field that differs has no choice yet."""
    fields = differing(mine, theirs)
    if not set(fields) <= picks.keys():
        return None
    found: Values = {}
    for field in fields:
        if picks[field] is Pick.MINE:
            found[field] = mine[field]
        elif picks[field] is Pick.BOTH:
            found[field] = both(str(theirs[field]), str(mine[field]))
    return found


def rows_named(said: Iterable[tuple[PartKind, Values]]) -> Named:
    """The goals, problems, members and settlements that these values name: one query for each table."""
    wanted: dict[Any, set[int]] = {}
    for kind, values in said:
        for name, value in values.items():
            if name not in parts.COLUMNS[kind]:
                continue
            column = parts.column_of(kind, name)
            if isinstance(column, models.ForeignKey) and isinstance(value, int):
                wanted.setdefault(column.related_model, set()).add(value)
    return {
        (model, pk): row for model, keys in wanted.items() for pk, row in model.objects.in_bulk(keys).items()
    }


def in_words(part: Part, field: str, value: Value, *, rows: Named | None = None) -> str:
    """A value of `parts.values` as a person reads it. `rows`: from `rows_named`; else a query for a row."""
    if value in (None, "", [], {}):
        return ""
    if field in parts.FUNDING_FIELDS:
        return str(value) if field.endswith(parts.NOTE) else money(Decimal(str(value)))
    if field == "serves":
        known = dict(VulnerableGroup.choices)
        codes = value if isinstance(value, list) else []
        return ", ".join(str(known.get(code, code)) for code in codes)
    if field == "aim":
        return aims.in_words(value if isinstance(value, dict) else {})
    return _of_column(parts.column_of(parts.kind_of(part), field), value, rows)


def _of_column(column: Any, value: Value, rows: Named | None) -> str:
    if isinstance(column, models.ForeignKey):
        model: Any = column.related_model
        row = model.objects.filter(pk=value).first() if rows is None else rows.get((model, value))
        return str(getattr(row, "name", row)) if row else _("not there any more")
    if isinstance(column, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(column, models.DateField):
        return days.in_words(dt.date.fromisoformat(str(value)))
    if isinstance(column, models.DecimalField):
        return money(Decimal(str(value)))
    return str(dict(column.flatchoices).get(value, value))


def money(amount: Decimal) -> str:
    """1 234,50 or 1,234.50, as the language writes it; without .00."""
    places = 0 if amount == amount.to_integral_value() else 2
    return str(formats.number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True))


def _picked(base: Values | None, mine: Values, theirs: Values, field: str) -> Pick | None:
    if base is None or field not in base:
        return None
    return picked_by_change(base[field], mine=mine[field], theirs=theirs[field])


def _is_long_text(kind: PartKind, field: str) -> bool:
    if field in parts.FUNDING_FIELDS:
        return False
    return isinstance(parts.column_of(kind, field), models.TextField)
