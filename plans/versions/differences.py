"""What changed between two frozen contents of a plan, as facts of JSON types; `differences_words` says them.

Each fact is {"what": "added" | "removed" | "changed" | "moved", "part": "plan" | "goal" | "problem" |
"evidence" | "action" | "resource" | "funding", "id", "title", "within": title of the part around it or "",
"field": name or "", "before": JSON, "after": JSON}. Parts are the same when their ids are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Content = Mapping[str, Any]
Fact = dict[str, Any]
Part = Mapping[str, Any]

PLAN_FIELDS = ("title", "years", "basis", "summary", "currency")
FIELDS = {
    "goal": ("title", "detail"),
    "problem": ("title", "topic", "analysis", "rank_reason", "is_internal"),
    "action": (
        "goal",
        "problem",
        "title",
        "detail",
        "topic",
        "body",
        "person",
        "email",
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
    "resource": ("kind", "title", "quantity", "unit", "year", "needed", "changes"),
}


def differences(before: Content, after: Content) -> list[Fact]:
    """Everything that is different, in the order in which the plan is read. Empty when nothing is."""
    return [
        *_fields("plan", None, before, after, PLAN_FIELDS, within=""),
        *_parts("goal", before["goals"], after["goals"]),
        *_parts("problem", before["problems"], after["problems"]),
        *_parts("action", before["actions"], after["actions"]),
    ]


def _parts(part: str, before: Sequence[Part], after: Sequence[Part], *, within: str = "") -> Iterator[Fact]:
    was = {each["id"]: each for each in before}
    now = {each["id"]: each for each in after}
    for key, each in was.items():
        if key not in now:
            yield _fact("removed", part, key, each["title"], within=within)
    moved = _moved([key for key in was if key in now], [key for key in now if key in was])
    for key, each in now.items():
        if key not in was:
            yield _fact("added", part, key, each["title"], within=within)
            continue
        if key in moved:
            places = (list(was).index(key) + 1, list(now).index(key) + 1)
            yield _fact("moved", part, key, each["title"], within=within, before=places[0], after=places[1])
        yield from _fields(part, key, was[key], each, FIELDS[part], within=within)
        if part == "problem":
            yield from _evidence(was[key], each)
        if part == "action":
            yield from _parts("resource", was[key]["resources"], each["resources"], within=each["title"])
        if part == "resource":
            yield from _fundings(was[key], each)


def _fields(
    part: str, key: int | None, before: Part, after: Part, names: Sequence[str], *, within: str
) -> Iterator[Fact]:
    for name in names:
        if before.get(name) != after.get(name):
            yield _fact(
                "changed",
                part,
                key,
                after["title"],
                within=within,
                field=name,
                before=before.get(name),
                after=after.get(name),
            )


def _evidence(before: Part, after: Part) -> Iterator[Fact]:
    was = {each["key"]: each for each in before["evidence"]}
    now = {each["key"]: each for each in after["evidence"]}
    for what, there, elsewhere in (("removed", was, now), ("added", now, was)):
        for key, each in there.items():
            if key not in elsewhere:
                side = "before" if what == "removed" else "after"
                yield _fact(what, "evidence", None, key, within=after["title"], **{side: each["cited"]})


def _fundings(before: Part, after: Part) -> Iterator[Fact]:
    was = {each["source"]: each["amount"] for each in before["available"]}
    now = {each["source"]: each["amount"] for each in after["available"]}
    for source in sorted(was.keys() | now.keys()):
        if was.get(source) != now.get(source):
            yield _fact(
                "changed",
                "funding",
                None,
                after["title"],
                field=source,
                before=was.get(source),
                after=now.get(source),
            )


def _moved(before: list[int], after: list[int]) -> set[int]:
    """The fewest parts whose moving explains the new order: all but a longest common subsequence."""
    place = {key: number for number, key in enumerate(before)}
    chains: list[list[int]] = []
    for key in after:
        earlier = [chain for chain in chains if place[chain[-1]] < place[key]]
        chains.append([*_longest(earlier), key])
    stays = set(_longest(chains))
    return {key for key in after if key not in stays}


def _longest(chains: Sequence[list[int]]) -> list[int]:
    return max(chains, key=len) if chains else []


def _fact(
    what: str,
    part: str,
    key: int | None,
    title: str,
    *,
    within: str = "",
    field: str = "",
    before: Any = None,
    after: Any = None,
) -> Fact:
    return {
        "what": what,
        "part": part,
        "id": key,
        "title": title,
        "within": within,
        "field": field,
        "before": before,
        "after": after,
    }
