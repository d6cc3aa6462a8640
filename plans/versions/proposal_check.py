"""What to look at before a draft is proposed: what is missing, and what residents should perhaps not read."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.meetings.minutes_check import WORDS
from communities.models import User
from communities.shared.canonical import checksum
from communities.shared.narrative_check import AROUND, personal_details_in
from plans.models import Plan, PlanVersion
from plans.versions import content, content_words, proposing
from plans.versions.corrections import texts
from plans.versions.proposing import Gap, gaps_of

SENTENCES: dict[Gap, Promise] = {
    Gap.NO_GOAL: gettext_lazy("The plan has no goal yet: add one."),
    Gap.NO_ACTION: gettext_lazy("The plan has no action yet: add one."),
    Gap.NOBODY_RESPONSIBLE: gettext_lazy("Nobody is responsible for the action “%(title)s”: name a body."),
    Gap.NO_DEADLINE: gettext_lazy("The action “%(title)s” has no deadline: give the day."),
    Gap.NOTHING_CHANGED: gettext_lazy(
        "It says the same as the version in force: there is nothing to vote on."
    ),
}
NEW_PARTS = {Gap.NO_GOAL: "goal", Gap.NO_ACTION: "action"}


@dataclass(frozen=True)
class Missing:
    """`part`: key of the part where it is mended ("action:12"); `new`: kind of the part to add."""

    words: str
    part: str = ""
    new: str = ""


@dataclass(frozen=True)
class Warned:
    """A place in a text that residents will read. It blocks nothing: a person decides.

    `key` is the same in both languages.
    """

    key: str
    where: str
    words: str
    excerpt: str


class WarningsChanged(Exception):
    """Something else than the page showed is to be looked at now. Nothing was proposed."""


@transaction.atomic
def propose(plan: Plan, *, shown: str, by: User, at: dt.datetime) -> PlanVersion:
    """Propose what was looked through. `shown`: `stamp` of the warnings that stood on the page.

    Raises `WarningsChanged`, and what `proposing.propose` raises.
    """
    held = Plan.objects.select_for_update(of=("self",), no_key=True).get(
        pk=plan.pk
    )  # nobody writes meanwhile
    found = warnings(held)
    if found and stamp(found) != shown:
        raise WarningsChanged
    return proposing.propose(held, by=by, at=at)


def stamp(found: list[Warned]) -> str:
    """The same for the same warnings, in whichever language they are read."""
    return checksum(sorted(each.key for each in found))


def missing(plan: Plan) -> list[Missing]:
    """In words, each with the place where it is mended. Empty when the draft can be proposed."""
    return list(_missing(plan, gaps_of(plan)))


def warnings(plan: Plan) -> list[Warned]:
    """What texts for residents may tell of persons; the checks miss things and are wrong at times."""
    whole = content.of_rows(plan)
    persons = {each["person"] for each in whole["actions"] if each["person"]}
    found: list[Warned] = []
    public = content.for_residents(whole)
    for text in texts(public):
        where = content_words.text_name(text.part, text.field, text.title)
        found += _warned(text.path, where, text.text, persons)
    for action in public["actions"]:
        notes = (line["note"] for row in action["resources"] for line in row["available"])
        where = _("Who gives something for the action: %(title)s") % {"title": action["title"]}
        for note in notes:
            found += _warned(f"notes.{action['id']}", where, note, persons)
    return list(dict.fromkeys(found))


def _missing(plan: Plan, gaps: dict[Gap, list[int]]) -> Iterator[Missing]:
    titles = dict(plan.actions.values_list("pk", "title"))
    for gap, actions in gaps.items():
        if not actions:
            yield Missing(str(SENTENCES[gap]), new=NEW_PARTS.get(gap, ""))
        for pk in actions:
            yield Missing(str(SENTENCES[gap]) % {"title": titles[pk]}, part=f"action:{pk}")


def _warned(path: str, where: str, text: str, persons: set[str]) -> Iterator[Warned]:
    for kind, words, excerpt in _in(text, persons):
        yield Warned(f"{path}:{kind}:{excerpt}", where, words, excerpt)


def _in(text: str, persons: set[str]) -> Iterator[tuple[str, str, str]]:
    """Kind of the finding, its words, the place."""
    for name in sorted(persons):
        if match := re.search(re.escape(name), text, re.IGNORECASE):
            words = _("This names %(name)s, whom residents are not told of.") % {"name": name}
            yield "person", words, text[max(0, match.start() - AROUND) : match.end() + AROUND]
    for finding in personal_details_in(text):
        if finding.kind in WORDS:  # days are what a plan is made of
            yield str(finding.kind), str(WORDS[finding.kind]), finding.excerpt
