"""Shapes and kinds of tags for what stands on the board: a word never stands in colour alone."""

from django import template
from django.template import Context

from reports.cycle.cell_states import CellState, Mark

register = template.Library()

KINDS = {
    CellState.NOT_EXPECTED: "plain",
    CellState.NOT_OPEN: "later",
    CellState.OPEN: "todo",
    CellState.FILLING: "progress",
    CellState.OVERDUE: "overdue",
    CellState.WITH_HEAD: "waiting",
    CellState.SENT_BACK: "question",
    CellState.SENT_BACK_OVERDUE: "overdue",
    CellState.PUBLISHED: "done",
    CellState.EXCUSED: "excused",
    CellState.LOCKED: "locked",
}

SHAPES = {
    Mark.IN_WORK: "half",
    Mark.LATE: "notice",
    Mark.EXCUSED: "unchanged",
    Mark.EXTENDED: "next",
    Mark.UNLOCKED: "exit",
    Mark.COMPLETE: "tick",
    Mark.GAPS: "none",
    Mark.MEETING: "better",
}


@register.filter
def tag_kind(state: str) -> str:
    """As components/tag.html takes it."""
    return KINDS[CellState(state)]


@register.simple_tag(takes_context=True)
def only_state(context: Context, state: str) -> str:
    """The address of the board narrowed to this state, from its first page; other filters stay."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["state"] = state
    return f"?{query.urlencode()}"


@register.filter
def mark_shape(mark: str) -> str:
    """As components/shape.html takes it."""
    return SHAPES[Mark(mark)]
