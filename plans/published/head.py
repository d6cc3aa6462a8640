"""What every page and every paper about a published plan says of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from communities.shared.days import in_words
from plans.published.facts import PublishedPlan
from plans.versions import content_words


@dataclass(frozen=True)
class Head:
    """In one language. `approved` and `today` are days in words, `kept_apart` a sentence or empty."""

    language: str
    pk: int
    slug: str
    title: str
    years: str
    community: str
    group: str
    summary: str
    version: int
    approved: str
    kept_apart: str
    checksum: str
    today: str


def head_of(plan: PublishedPlan, *, language: str, today: dt.date) -> Head:
    """In the active language, which is `language`."""
    content = plan.content
    return Head(
        language=language,
        pk=plan.pk,
        slug=plan.community.slug,
        title=content["title"],
        years=content_words.years(content["years"]),
        community=plan.community.name_en if language == "en" else plan.community.name_uk,
        group=content["group"][f"name_{language}"],
        summary=content["summary"],
        version=plan.version,
        approved=in_words(plan.approved_on),
        kept_apart=_kept_apart(content),
        checksum=plan.checksum,
        today=in_words(today),
    )


def _kept_apart(content: Mapping[str, Any]) -> str:
    """In a sentence that parts are for the group only, or nothing."""
    number = content["kept_apart"]["problems"] + content["kept_apart"]["actions"]
    if not number:
        return ""
    return ngettext(
        "%(number)s part of this plan is for the group only, because it tells of gaps in security. "
        "Its money is not counted here.",
        "%(number)s parts of this plan are for the group only, because they tell of gaps in security. "
        "Their money is not counted here.",
        number,
    ) % {"number": number}
