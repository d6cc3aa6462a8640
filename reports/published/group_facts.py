"""What a publication says to the working group beyond what residents read; frozen with it."""

from reports.models import Publication
from reports.published.facts import PublicSection


def group_sections(publication: Publication) -> tuple[PublicSection, ...]:
    """What the working group sees in addition to residents."""
    return tuple(PublicSection.from_json(section) for section in publication.group_facts["sections"])
