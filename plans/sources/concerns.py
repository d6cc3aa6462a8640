"""How many residents brought a topic to the group in the last year, as it may be told outside.

A citation can be published with its plan, so a count is cited like a sensitive one of the police: fewer
than 5, about 10. The exact number stays on the group's own page.
"""

import datetime as dt

from django.utils.translation import gettext as _

from communities.models import WorkingGroup
from communities.shared.disclosure import Rule, Shown, show_count
from communities.topics import Topic
from plans.models import EvidenceKind
from plans.register.concerns import Counted, counted
from plans.sources.citable import Citable, in_both
from reports import wording
from reports.models import Direction, ValueType

RULE = Rule()


def key_of(topic: str) -> str:
    return f"concern:{topic}"


def concerns_of(group: WorkingGroup, *, today: dt.date) -> list[tuple[Citable, int]]:
    """By topic with the exact number of people, for the group only; the most frequent first. One query."""
    return [(_citable(each, group, today=today), each.people) for each in counted(group, today=today)]


def _citable(found: Counted, group: WorkingGroup, *, today: dt.date) -> Citable:
    shown = show_count(found.people, sensitive=True, rule=RULE)
    return Citable(
        kind=EvidenceKind.CONCERN,
        key=key_of(found.topic.value),
        source={"group": group.pk, "topic": found.topic.value, "until": today.isoformat()},
        topic=found.topic.value,
        label=in_both(lambda: _("Concerns of residents: %(topic)s") % {"topic": Topic(found.topic).label}),
        value=in_both(lambda: _said(shown)),
        origin=in_both(lambda: _("brought to the group in the last year")),
        on=found.newest_on,
        extra={
            "shown": shown.as_json(),
            "measure": ValueType.COUNT.value,
            "decimals": 0,
            "meaning": Direction.BAD.value,
        },
    )


def _said(shown: Shown) -> str:
    return _("%(number)s people") % {"number": wording.figure(shown, measure=ValueType.COUNT)}
