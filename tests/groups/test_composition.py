"""Who is missing at the table, and who outvotes the others."""

import pytest
from django.utils.translation import override

from communities.groups.composition import check
from communities.models import Membership, Post, Sector


def seats(text):
    """“chair:local:w secretary:public:m police:m*” as members: post first if any, `*` without a vote."""
    found = []
    for word in text.split():
        parts = word.rstrip("*").split(":")
        post = parts.pop(0) if parts[0] in Post.values else Post.MEMBER
        sector, gender = Sector(parts[0]), {"w": "woman", "m": "man", "": ""}[(*parts, "")[1]]
        found.append(
            Membership(
                name="X",
                post=post,
                sector=sector,
                gender=gender,
                has_vote=not word.endswith("*"),
                vulnerable_group="older" if sector == Sector.VULNERABLE else "",
            )
        )
    return found


WHOLE = "chair:local:w secretary:public:w community:m community:m vulnerable:w police:m service:m central:m"


@pytest.mark.parametrize(
    ("members", "findings"),
    [
        ("", {"nobody"}),
        (WHOLE, set()),
        (WHOLE.replace("chair:", ""), {"no_chair"}),
        (WHOLE.replace("secretary:", ""), {"no_secretary"}),
        (WHOLE.replace("police:m", ""), {"no_police"}),
        (WHOLE.replace("service:m", ""), {"no_service"}),
        (WHOLE.replace("central:m", ""), {"no_central"}),
        (WHOLE.replace("vulnerable:w", "community:w"), {"no_vulnerable"}),
        (WHOLE.replace(":w", ":m"), {"few_women"}),
        (WHOLE.replace(":w", ":m").replace("local:m", "local:w"), {"few_women"}),
        (WHOLE.replace(":w", "").replace(":m", ""), set()),  # nobody said
        (WHOLE + " local:w local:w", {"residents_outnumbered"}),
        (WHOLE + " local:w* local:w*", set()),  # without votes they outvote nobody
        (WHOLE + " police:w" * 8, {"outvotes_police", "residents_outnumbered"}),
        (WHOLE + " community:w" * 8, {"outvotes_community"}),
        (
            "chair:police:m",
            {
                "no_residents",
                "no_vulnerable",
                "no_service",
                "no_local",
                "no_public",
                "no_central",
                "no_secretary",
                "few_women",
            },
        ),
    ],
)
def test_findings(members, findings):
    found = check(seats(members))
    assert {finding.key for finding in found.findings} == findings
    assert found.is_balanced == (not findings)
    with override("en"):
        again = check(seats(members))
    assert all(finding.title and finding.advice for finding in again.findings)
    assert sum(part.members for part in found.parts) == found.members == len(seats(members))
