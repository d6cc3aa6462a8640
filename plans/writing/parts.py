"""The parts of a plan as data: which fields each kind has, how a part is named, what its fields say.

Values are JSON types everywhere (days ISO, money as "1234.50", rows by id), so that two versions of a part
can be compared, kept in a `PartRevision` and shown side by side. What is there for a resource already has two
fields for each source: `from_local` and `from_local_note`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.models import VulnerableGroup
from communities.shared.plain_text import one_line, plain_text
from plans.models import Action, Funding, FundingSource, Goal, Plan, Problem, Resource
from plans.sent_numbers import sent_number

Part: TypeAlias = Plan | Goal | Problem | Action | Resource
Value: TypeAlias = str | int | bool | list[str] | dict[str, Any] | None
Values: TypeAlias = dict[str, Value]


class PartKind(models.TextChoices):
    PLAN = "plan", _("about the plan")
    GOAL = "goal", _("goal")
    PROBLEM = "problem", _("problem")
    ACTION = "action", _("action")
    RESOURCE = "resource", _("resource")


MODELS: dict[PartKind, type[Part]] = {
    PartKind.PLAN: Plan,
    PartKind.GOAL: Goal,
    PartKind.PROBLEM: Problem,
    PartKind.ACTION: Action,
    PartKind.RESOURCE: Resource,
}
COLUMNS: dict[PartKind, tuple[str, ...]] = {
    PartKind.PLAN: (
        "title",
        "year_from",
        "year_to",
        "basis",
        "summary",
        "second_currency",
        "rate",
        "rate_on",
    ),
    PartKind.GOAL: ("title", "detail"),
    PartKind.PROBLEM: ("topic", "title", "analysis", "rank_reason", "is_internal"),
    PartKind.ACTION: (
        "title",
        "detail",
        "goal",
        "problem",
        "topic",
        "responsible_body",
        "responsible",
        "responsible_name",
        "responsible_email",
        "partners",
        "settlement",
        "serves",
        "starts_on",
        "due_on",
        "indicator",
        "aim",
        "baseline",
        "target",
        "is_internal",
    ),
    PartKind.RESOURCE: ("kind", "title", "quantity", "unit", "year", "needed", "changes"),
}
# Fields for which other words can be suggested.
WORDED: dict[PartKind, tuple[str, ...]] = {
    PartKind.PLAN: ("title", "basis", "summary"),
    PartKind.GOAL: ("title", "detail"),
    PartKind.PROBLEM: ("title", "analysis", "rank_reason"),
    PartKind.ACTION: ("title", "detail", "responsible_body", "partners", "indicator"),
    PartKind.RESOURCE: ("title", "changes"),
}
NOTE = "_note"


def amount_field(source: str) -> str:
    return f"from_{source}"


def note_field(source: str) -> str:
    return f"from_{source}{NOTE}"


FUNDING_FIELDS = tuple(
    name for source in FundingSource.values for name in (amount_field(source), note_field(source))
)


def kind_of(part: Part) -> PartKind:
    return next(kind for kind, model in MODELS.items() if type(part) is model)


def key_of(part: Part) -> str:
    """As `Comment.part` and `PartRevision.part` name it: "plan", or the kind, a colon and the id."""
    kind = kind_of(part)
    return str(kind.value) if kind is PartKind.PLAN else f"{kind.value}:{part.pk}"


def rows_of(part: Part) -> models.QuerySet[Any]:
    """All rows of its kind, in whatever plan."""
    return MODELS[kind_of(part)].objects.all()


def plan_id_of(part: Part) -> int:
    if isinstance(part, Plan):
        return part.pk
    return part.action.plan_id if isinstance(part, Resource) else part.plan_id


def parts_of(plan: Plan, kind: PartKind) -> models.QuerySet[Any]:
    """All parts of this kind, in the order of the plan; actions goal by goal."""
    if kind is PartKind.PLAN:
        return Plan.objects.filter(pk=plan.pk)
    if kind is PartKind.GOAL:
        return Goal.objects.filter(plan=plan).order_by("position", "pk")
    if kind is PartKind.PROBLEM:
        return Problem.objects.filter(plan=plan).order_by("position", "pk")
    if kind is PartKind.ACTION:
        return Action.objects.filter(plan=plan).order_by("goal__position", "goal", "position", "pk")
    rows = Resource.objects.filter(action__plan=plan).select_related("action").prefetch_related("fundings")
    return rows.order_by("action__goal__position", "action__position", "action", "position", "pk")


def find(plan: Plan, key: str) -> Part | None:
    """The part with this key, if it is one of this plan."""
    kind, _colon, number = key.partition(":")
    if kind == PartKind.PLAN:
        return plan
    pk = sent_number(number)
    if kind not in PartKind.values or not pk:
        return None
    found: Part | None = parts_of(plan, PartKind(kind)).filter(pk=pk).first()
    return found


def numbers(goals: Iterable[Goal], actions: Iterable[Action]) -> dict[int, str]:
    """“2.3” by id of the action: the third action of the second goal. Both in the order of the plan."""
    places = {goal.pk: place for place, goal in enumerate(goals, start=1)}
    counted: dict[int, int] = {}
    found = {}
    for action in actions:
        counted[action.goal_id] = counted.get(action.goal_id, 0) + 1
        found[action.pk] = f"{places[action.goal_id]}.{counted[action.goal_id]}"
    return found


def fields_of(kind: PartKind) -> tuple[str, ...]:
    return COLUMNS[kind] + (FUNDING_FIELDS if kind is PartKind.RESOURCE else ())


def label_of(kind: PartKind, field: str) -> str | Promise:
    """The words of a field, as on its form."""
    if field in FUNDING_FIELDS:
        source = FundingSource(field.removeprefix("from_").removesuffix(NOTE))
        pattern = _("{source}: note") if field.endswith(NOTE) else _("{source}: available, UAH")
        return format_lazy(pattern, source=source.label)
    if field == "aim":
        return _("figure or answer that should change")
    named = MODELS[kind]._meta.get_field(field)
    return lazystr(getattr(named, "verbose_name", field))


def values(part: Part) -> Values:
    """What stands in the fields of a part. One more query for a resource, unless its fundings are fetched."""
    kind = kind_of(part)
    found = {name: _said(kind, name, getattr(part, column_of(kind, name).attname)) for name in COLUMNS[kind]}
    if isinstance(part, Resource):
        there = {each.source: each for each in part.fundings.all()} if part.pk else {}
        for source in FundingSource.values:
            funding = there.get(source)
            found[amount_field(source)] = f"{funding.amount:.2f}" if funding else None
            found[note_field(source)] = funding.note if funding else ""
    return found


def cleaned(kind: PartKind, fields: Mapping[str, object]) -> Values:
    """What somebody wants to stand there, as `values` would say it. Raises `ValidationError`, `KeyError`."""
    allowed = fields_of(kind)
    if unknown := [name for name in fields if name not in allowed]:
        raise KeyError(unknown[0])
    found = {name: _said(kind, name, value) for name, value in fields.items()}
    served = found.get("serves")
    if isinstance(served, list) and not set(served) <= set(VulnerableGroup.values):
        raise ValidationError({"serves": _("Choose groups from the list.")})
    return found


def write(part: Part, name: str, value: Value) -> None:
    """Put a value as `values` says it into the column of the row. Fundings are rows of their own."""
    column = column_of(kind_of(part), name)
    setattr(part, column.attname, column.to_python(value))


def write_fundings(resource: Resource, wanted: Mapping[str, Value]) -> None:
    """Make the lines of the sources say this; a source without an amount has none.

    Raises `ValidationError` for a note beside an empty amount.
    """
    for source in FundingSource.values:
        amount, note = wanted[amount_field(source)], wanted[note_field(source)]
        if amount is None:
            if note:
                raise ValidationError({amount_field(source): _("Give the amount that this note is about.")})
            Funding.objects.filter(resource=resource, source=source).delete()
            continue
        line = Funding.objects.filter(resource=resource, source=source).first() or Funding(
            resource=resource, source=source
        )
        line.amount, line.note = Decimal(str(amount)), str(note)
        try:
            line.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as problem:
            names = {"amount": amount_field(source), "note": note_field(source)}
            said = problem.message_dict
            raise ValidationError(
                {names.get(each, amount_field(source)): said[each] for each in said}
            ) from None
        line.save()


def column_of(kind: PartKind, name: str) -> Any:
    """The field of the model."""
    return MODELS[kind]._meta.get_field(name)


def _said(kind: PartKind, name: str, value: Any) -> Value:
    if name in FUNDING_FIELDS:
        return one_line(str(value or "")).text if name.endswith(NOTE) else _amount(value, places=2)
    if name in ("serves", "aim"):
        return sorted(str(code) for code in value or []) if name == "serves" else dict(value or {})
    column = column_of(kind, name)
    if isinstance(column, models.DecimalField):
        return _amount(value, places=column.decimal_places)
    says = next((say for column_type, say in _SAYS.items() if isinstance(column, column_type)), None)
    found: Value = says(value) if says else value
    return found


def _row(value: Any) -> int | None:
    return value.pk if isinstance(value, models.Model) else (int(value) if value else None)


def _day(value: Any) -> str | None:
    return (value.isoformat() if isinstance(value, dt.date) else str(value)) if value else None


_SAYS: dict[type, Callable[[Any], Value]] = {
    models.ForeignKey: _row,
    models.DateField: _day,
    models.TextField: lambda value: plain_text(str(value or "")).text,
    models.CharField: lambda value: one_line(str(value or "")).text,
}


def _amount(value: Any, *, places: int) -> str | None:
    if value is None or value == "":
        return None
    try:
        return f"{Decimal(str(value)):.{places}f}"
    except InvalidOperation:
        raise ValidationError(_("Write the amount in figures, such as 12500.00.")) from None
