"""What was compared and written about an action that ended, as pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.models import Action, ActionAssessment, Effect
from plans.sources.citable import path_in
from reports.published.facts import Words

# Colour and shape (`components/tag.html`); the word is the effect's own.
TAGS = {
    Effect.BETTER: "done",
    Effect.WORSE: "overdue",
    Effect.SAME: "excused",
    Effect.CHANGED: "info",
    Effect.WITHIN_MARGIN: "waiting",
    Effect.TOO_EARLY: "later",
    Effect.NO_DATA: "question",
}


# What a word alone leaves open.
MEANS = {
    Effect.WITHIN_MARGIN: _(
        "A difference as small as this may be chance: it does not show that anything changed."
    ),
    Effect.TOO_EARLY: _("It is compared as soon as there is something to compare with."),
}


def told(effect: Effect, words: str, *, of_answers: bool) -> tuple[str, ...]:
    """`words`: of the comparison itself, in the language of the page. Those of answers of residents name the
    margin of error and what it means themselves."""
    means = "" if of_answers and effect is Effect.WITHIN_MARGIN else str(MEANS.get(effect, ""))
    return tuple(sentence for sentence in (words, means) if sentence)


@dataclass(frozen=True)
class Side:
    """Of a figure as it was published, in the language of the page."""

    label: str
    value: str
    origin: str
    link: str


@dataclass(frozen=True)
class Assessed:
    row: ActionAssessment
    before: Side | None
    after: Side | None


def cited(said: Mapping[str, Any]) -> Side | None:
    """From the shape of `Evidence.cited`; None for an empty one."""
    if not said:
        return None
    language = get_language() or "uk"
    return Side(
        label=Words.from_json(said["label"]).in_language(language),
        value=Words.from_json(said["value"]).in_language(language),
        origin=Words.from_json(said["from"]).in_language(language),
        link=path_in(said["link"], language),
    )


def assessments_of(action: Action) -> list[Assessed]:
    """The newest first; one query."""
    rows = ActionAssessment.objects.filter(action=action).select_related("by").order_by("-pk")
    return [Assessed(row, cited(row.before), cited(row.after)) for row in rows]
