"""What the public version of minutes may give away, before it is signed and frozen. Warnings for a person who
decides: they miss things, and a street may be called like a member."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.meetings import public_corrections, recorded_facts
from communities.meetings.minutes_content import OF_A_POINT, Json, public_version
from communities.shared.narrative_check import Detail, personal_details_in

WORDS: Mapping[Detail, Promise] = {
    Detail.NAME: gettext_lazy("This looks like the name of a person."),
    Detail.ADDRESS: gettext_lazy("This looks like an address."),
    Detail.PHONE: gettext_lazy("This looks like a telephone number."),
    Detail.BIRTH_DATE: gettext_lazy("This looks like a date of birth."),
    Detail.AGE: gettext_lazy("An age can tell people who is meant."),
    Detail.SCHOOL: gettext_lazy("A school can tell people which child is meant."),
}  # not Detail.DAY: a decision says by which day it is done
SHORTEST = 4  # letters of a part of a name that is looked for
ENDING = 2  # letters that a case may change: «Шевчук», «Шевчуком»; «Коваленко», «Коваленка»
AROUND = 40


@dataclass(frozen=True)
class Remark:
    """One place. `item`: id of the point, None for the remark about the whole; `number`: its number.
    `fact`: key and version of the correction that says it."""

    item: int | None
    number: int
    words: str
    excerpt: str
    fact: str = ""


def remarks(content: Json) -> tuple[Remark, ...]:
    """Everything that the texts for residents may give away, in the order of the minutes."""
    public = public_version(content)
    facts = content["facts"]
    names = [one["name"] for one in facts["members"] if not one["is_named"]]
    names += [one["name"] for one in facts["guests"]]
    found: list[Remark] = []
    for item, said in zip(facts["items"], public["items"], strict=True):
        texts = [said[name] for name in OF_A_POINT]
        texts += [ballot["question"] for ballot in said["ballots"]]
        texts += [task["text"] for task in said["tasks"]]
        for text in texts:
            for words, excerpt in _in(text, names):
                found.append(Remark(item["id"], item["number"], words, excerpt))
    found += [Remark(None, 0, words, excerpt) for words, excerpt in _in(public["note"], names)]
    for one in recorded_facts.corrections_of(content):
        told = public_corrections.words_for_residents(one)
        found += [
            Remark(None, 0, words, excerpt, f"{one['fact']}-{one['version']}")
            for words, excerpt in _in(told, names)
        ]
    return tuple(dict.fromkeys(found))


def _in(text: str, names: list[str]) -> Iterator[tuple[str, str]]:
    known = [(match, name) for name in names for match in _mentions(text, name)]
    for match, name in known:
        words = _("This names %(name)s, whose name residents may not read.") % {"name": name}
        yield words, _excerpt(text, match.start(), match.end())
    for finding in personal_details_in(text):
        is_known = any(finding.start < match.end() and match.start() < finding.end for match, _name in known)
        if finding.kind in WORDS and not is_known:
            yield str(WORDS[finding.kind]), finding.excerpt


def _mentions(text: str, name: str) -> list[re.Match[str]]:
    """Where a part of the name stands in any of its cases, with a capital letter."""
    for part in sorted(name.split(), key=len, reverse=True):
        stem = part[:-ENDING] if len(part) > SHORTEST + ENDING - 1 else part
        if len(part) >= SHORTEST and (match := re.search(rf"\b{re.escape(stem)}\w{{0,4}}\b", text)):
            return [match]
    return []


def _excerpt(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    opening = "…" if start > AROUND else ""
    closing = "…" if len(text) > end + AROUND else ""
    return " ".join(f"{opening}{before}{text[start:end]}{after}{closing}".split())
