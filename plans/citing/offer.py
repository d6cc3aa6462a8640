"""What may be cited, as a list to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass

from communities.topics import Topic
from plans.sources.citable import Citable, path_in


@dataclass(frozen=True)
class Offer:
    """One line in the language of the page."""

    key: str
    kind: str
    kind_label: str
    topic: str
    label: str
    value: str
    origin: str
    link: str
    text: str
    base: int | None
    is_internal: bool


def offers_of(found: Iterable[Citable], *, language: str) -> list[Offer]:
    return [
        Offer(
            key=each.key,
            kind=each.kind.value,
            kind_label=str(each.kind.label),
            topic=str(Topic(each.topic).label) if each.topic else "",
            label=each.label.in_language(language),
            value=each.value.in_language(language),
            origin=each.origin.in_language(language),
            link=path_in(each.link, language),
            text=each.text.in_language(language),
            base=each.base,
            is_internal=each.is_internal,
        )
        for each in found
    ]
