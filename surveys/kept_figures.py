"""Figures of an earlier version that stay in a corrected one, where the new ones may not be told.

One interview more would otherwise empty a whole sheet (decisions 139 and 149). What stays is public already,
so whoever has all versions learns nothing from it but this: since that version fewer than 30 people came, and
fewer than 30 went, in every group of every question. It stays where 300 people or more were asked, so at most
one in ten may have said something else; each figure says which version it is from.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.definition import QuestionnaireDefinition
from surveys.earlier_versions import Earlier
from surveys.results import Cell, Hidden, PublicCell, Table
from surveys.showing import LEAST_PEOPLE

ASKED_AT_LEAST = 300  # ten times as many as may differ

_Group = tuple[str, str, str]  # question, breakdown, group


@dataclass(frozen=True)
class Version:
    """What residents have read. `is_exact`: its exact results are known, not only what was shown."""

    number: int
    told: Earlier
    cells: tuple[PublicCell, ...]
    is_exact: bool = True


def keep(
    cells: Sequence[PublicCell],
    table: Table,
    definition: QuestionnaireDefinition,
    *,
    versions: Sequence[Version],
) -> tuple[PublicCell, ...]:
    """`cells`: of `table`, as `showing.show` made them after all `versions`, oldest first."""
    silenced = {_group(cell) for cell in cells if cell.hidden is Hidden.EARLIER_VERSION}
    if not silenced:
        return tuple(cells)
    close = {version.number for version in versions if _is_close(version, table, definition)}
    kept: dict[_Group, Mapping[str, PublicCell]] = {}
    for version in versions:  # the newest that told a group has the last word
        for group, told in _told_groups(version).items():
            kept[group] = told if _may_stay(told, close) else {}
    return tuple(
        kept.get(_group(cell), {}).get(cell.answer, cell) if _group(cell) in silenced else cell
        for cell in cells
    )


def _told_groups(version: Version) -> Mapping[_Group, Mapping[str, PublicCell]]:
    """Groups of which something is shown: all that was said of them, also what was hidden."""
    found: dict[_Group, dict[str, PublicCell]] = defaultdict(dict)
    for cell in version.cells:
        found[_group(cell)][cell.answer] = replace(cell, from_version=cell.from_version or version.number)
    return {
        group: told
        for group, told in found.items()
        if any(cell.percent is not None for cell in told.values())
    }


def _may_stay(told: Mapping[str, PublicCell], close: Collection[int | None]) -> bool:
    asked = max(cell.base or 0 for cell in told.values())
    return asked >= ASKED_AT_LEAST and all(cell.from_version in close for cell in told.values())


def _is_close(version: Version, table: Table, definition: QuestionnaireDefinition) -> bool:
    """Nowhere came, or went, 30 people or more. One answer for the whole table: more would tell more."""
    if not version.is_exact:
        return False
    cells: dict[str, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        if cell.base is not None:
            cells[cell.question].append(cell)
    changes = (version.told.change(definition.of(code), here) for code, here in cells.items())
    return all(
        moved < LEAST_PEOPLE for change in changes for moved in (*change.came.values(), *change.went.values())
    )


def _group(cell: PublicCell) -> _Group:
    return cell.question, cell.breakdown, cell.group
