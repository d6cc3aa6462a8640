"""What groups of people answered, as tables that page and paper only have to print.

A group of which nothing is shown has no column: below the table stands which one it is. Not why, one by one:
some are silent only because the others would tell what fewer than 30 people said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import wording
from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.earlier_versions import UNSHOWN
from surveys.results import PublicCell

NOTHING = "–"


@dataclass(frozen=True)
class GroupHead:
    """`name`: says also that the group is uncertain. `people`: how many of it were asked, empty where nobody
    says; `number`: the same in a narrow column."""

    name: str
    people: str
    number: str


@dataclass(frozen=True)
class BreakdownView:
    """`rows`: label of an answer, then group and share in turn. Without any there are only remarks.
    `is_uncertain`: fewer than 100 people of one of the groups were asked."""

    title: str
    groups: tuple[GroupHead, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    remarks: tuple[str, ...]
    is_uncertain: bool

    @property
    def has_people(self) -> bool:
        return any(group.people for group in self.groups)


@dataclass(frozen=True)
class WideTable:
    """All breakdowns of a question side by side, for paper. `spans`: title and number of groups of each;
    `rows`: label of an answer and a share for each group, a dash where it is not shown."""

    spans: tuple[tuple[str, int], ...]
    groups: tuple[GroupHead, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    remarks: tuple[str, ...]

    @property
    def has_people(self) -> bool:
        return any(group.people for group in self.groups)


def side_by_side(parts: Sequence[BreakdownView]) -> WideTable:
    """Without those of which nothing is shown: they have their remark only."""
    shown = [part for part in parts if part.rows]
    labels = dict.fromkeys(label for part in shown for label, _ in part.rows)
    return WideTable(
        spans=tuple((part.title, len(part.groups)) for part in shown),
        groups=tuple(group for part in shown for group in part.groups),
        rows=tuple((label, tuple(_across(label, shown))) for label in labels),
        remarks=tuple(f"{part.title} {remark}" for part in parts for remark in part.remarks),
    )


def _across(label: str, parts: Sequence[BreakdownView]) -> Iterable[str]:
    for part in parts:
        shares = dict(part.rows).get(label)
        for place in range(len(part.groups)):
            text = shares[place][1] if shares else NOTHING
            yield NOTHING if text == wording.not_shown() else text


Cells = Mapping[tuple[str, str], PublicCell]  # by answer and group


def breakdowns_of(
    question: QuestionDefinition,
    cells: Sequence[PublicCell],
    definition: QuestionnaireDefinition,
    *,
    order: Iterable[str],
) -> Iterable[BreakdownView]:
    """`order`: answers as they stand in the picture."""
    for profile in definition.breakdowns:
        here = [cell for cell in cells if cell.breakdown == profile.code]
        if not here or all(cell.hidden and question.is_profile for cell in here):
            continue
        found = {(cell.answer, cell.group): cell for cell in here}
        groups = [option.code for option in profile.options if any(c.group == option.code for c in here)]
        silent = [group for group in groups if _is_silent(group, here)]
        heads = {group: _head(profile, group, here) for group in groups if group not in silent}
        answers = dict.fromkeys([*order, *(cell.answer for cell in here)])
        yield BreakdownView(
            title=str(profile.text),
            groups=tuple(heads.values()),
            rows=tuple(_rows(question, answers, heads, found)),
            remarks=tuple(_remarks(profile, here, silent=silent, are_all_silent=not heads)),
            is_uncertain=any(cell.is_uncertain for cell in here),
        )


def _is_silent(group: str, here: Sequence[PublicCell]) -> bool:
    return all(cell.hidden in UNSHOWN for cell in here if cell.group == group)


def _head(profile: QuestionDefinition, group: str, here: Sequence[PublicCell]) -> GroupHead:
    label = str(profile.option[group].label)
    of_group = [cell for cell in here if cell.group == group]
    bases = {cell.base for cell in of_group if cell.base is not None}
    base = bases.pop() if len(bases) == 1 else None
    is_uncertain = any(cell.is_uncertain for cell in of_group)
    return GroupHead(
        name=_("%(group)s (uncertain)") % {"group": label} if is_uncertain else label,
        people="" if base is None else wording.people(base),
        number="" if base is None else wording.number(base, decimals=0),
    )


def _rows(
    question: QuestionDefinition, answers: Iterable[str], heads: Mapping[str, GroupHead], found: Cells
) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    for answer in answers:
        if any((answer, group) in found for group in heads):
            said = tuple((head.name, _said(found.get((answer, group)))) for group, head in heads.items())
            yield str(question.answer(answer).label), said


def _said(cell: PublicCell | None) -> str:
    if cell is None:
        return wording.not_published()
    if cell.percent is None:
        return wording.not_shown() if cell.hidden else wording.not_published()
    return wording.percent(cell.percent)


def _remarks(
    profile: QuestionDefinition,
    here: Sequence[PublicCell],
    *,
    silent: Sequence[str],
    are_all_silent: bool,
) -> Iterable[str]:
    names = ", ".join(str(profile.option[group].label) for group in silent)
    if are_all_silent:
        yield _(
            "Not shown: fewer than 30 people of one of these groups were asked, and from the other groups "
            "one could work out what they said."
        )
    elif silent:
        yield ngettext(
            "Not shown: %(groups)s. Too few people of this group were asked.",
            "Not shown: %(groups)s. Too few people of one of these groups were asked, and from the others "
            "one could work out what they said.",
            len(silent),
        ) % {"groups": names}
    yield from _kept(profile, [cell for cell in here if cell.group not in silent])
    for flag in dict.fromkeys(flag for cell in here for flag in cell.flags):
        yield f"{wording.FLAGS[flag]}."


def _kept(profile: QuestionDefinition, here: Iterable[PublicCell]) -> Iterable[str]:
    """Groups whose figures a correction left as they were."""
    kept = {cell.group: cell.from_version for cell in here if cell.from_version is not None}
    for version in sorted(set(kept.values())):
        names = [str(option.label) for option in profile.options if kept.get(option.code) == version]
        said = {"groups": ", ".join(names), "number": version}
        yield _("%(groups)s: still as in version %(number)s.") % said
