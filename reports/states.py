"""The life of a report: which step leads from where to where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.shared.states import Arrow


class State(models.TextChoices):
    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("with the head of police")
    RETURNED = "returned", _("sent back with questions")
    PUBLISHED = "published", _("published")
    CORRECTING = "correcting", _("being corrected")


class Step(models.TextChoices):
    SUBMIT = "submit", _("submit")
    RETURN = "return", _("send back")
    PUBLISH = "publish", _("publish")
    CORRECT = "correct", _("correct")


ARROWS = {
    Step.SUBMIT: Arrow(frozenset({State.DRAFT, State.RETURNED, State.CORRECTING}), State.SUBMITTED),
    Step.RETURN: Arrow(frozenset({State.SUBMITTED}), State.RETURNED),
    Step.PUBLISH: Arrow(frozenset({State.SUBMITTED}), State.PUBLISHED),
    Step.CORRECT: Arrow(frozenset({State.PUBLISHED}), State.CORRECTING),
}

OPEN = frozenset({State.DRAFT, State.RETURNED, State.CORRECTING})  # its author may write

# Between the first handing in and the publication a section's thread may be answered.
TALKING = frozenset({State.SUBMITTED, State.RETURNED, State.CORRECTING})
