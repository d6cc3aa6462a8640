"""What a corrected version would do to figures that residents read now: which would be gone and why, which
would stay as they are. For the analyst, before anything is published.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from surveys import wording
from surveys.definition import QuestionnaireDefinition
from surveys.results import Hidden, PublicCell, PublicTable


@dataclass(frozen=True)
class Group:
    """Figures of one question in one group of people. `who`: empty for everybody; `answers`: empty for all of
    them; `why`: the reason for which they would be gone."""

    question: str
    who: str
    answers: tuple[str, ...]
    count: int
    why: str = ""


@dataclass(frozen=True)
class Correction:
    gone: tuple[Group, ...] = ()
    kept: tuple[Group, ...] = ()

    @property
    def gone_count(self) -> int:
        return sum(group.count for group in self.gone)

    @property
    def kept_count(self) -> int:
        return sum(group.count for group in self.kept)


_Place = tuple[str, str, str, Hidden | None]


def between(before: PublicTable, now: PublicTable, definition: QuestionnaireDefinition) -> Correction:
    shown = {_key(cell) for cell in before.cells if cell.percent is not None}
    of_group: dict[tuple[str, str, str], int] = defaultdict(int)
    for question, _, breakdown, group in shown:
        of_group[question, breakdown, group] += 1
    gone: dict[_Place, list[PublicCell]] = defaultdict(list)
    kept: dict[_Place, list[PublicCell]] = defaultdict(list)
    for cell in now.cells:
        if cell.hidden is not None and _key(cell) in shown:
            gone[cell.question, cell.breakdown, cell.group, cell.hidden].append(cell)
        elif cell.from_version is not None and cell.percent is not None:
            kept[cell.question, cell.breakdown, cell.group, None].append(cell)
    return Correction(
        gone=tuple(_groups(gone, of_group, definition)), kept=tuple(_groups(kept, of_group, definition))
    )


def _groups(
    found: dict[_Place, list[PublicCell]],
    of_group: dict[tuple[str, str, str], int],
    definition: QuestionnaireDefinition,
) -> Iterable[Group]:
    for (code, breakdown, group, why), cells in found.items():
        question = definition.of(code)
        is_all = len(cells) == of_group[code, breakdown, group]
        yield Group(
            question=str(question.text),
            who=str(definition.of(breakdown).answer(group).label) if breakdown else "",
            answers=() if is_all else tuple(str(question.answer(cell.answer).label) for cell in cells),
            count=len(cells),
            why=str(wording.HIDDEN[why]) if why else "",
        )


def _key(cell: PublicCell) -> tuple[str, str, str, str]:
    return cell.question, cell.answer, cell.breakdown, cell.group
