"""A published plan as a file: CSV for a spreadsheet, JSON for a programme.

Both hold what residents read and nothing else. The CSV follows RFC 4180, begins with a byte order mark, has a
row for each resource of each action, and one for an action without any; amounts are hryvnias with a decimal
point. The JSON holds the public content as it was approved, with typing errors mended, and how it stands.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from communities.shared.canonical import canonical
from communities.shared.csv_cells import csv_file, text_cell
from plans.actions.lights import Light
from plans.published.facts import Helped, Neighbour, PublishedPlan, Shown
from plans.resources.money import plain
from plans.resources.totals import Sum, sum_of, totals
from plans.sources.citable import public_path

JSON_FORMAT = 1
COLUMNS = (
    "community",
    "plan",
    "version",
    "approved_on",
    "standing_on",
    "followed_by",
    "takes_the_place_of",
    "goal",
    "number",
    "action",
    "uid",
    "topic",
    "settlement_uk",
    "settlement_en",
    "responsible_body",
    "partners",
    "starts_on",
    "due_on",
    "standing",
    "told_on",
    "percent",
    "helped",
    "measured_uk",
    "measured_en",
    "before_uk",
    "before_en",
    "after_uk",
    "after_en",
    "group_says",
    "photos",
    "resource",
    "kind",
    "quantity",
    "unit",
    "year",
    "needed_uah",
    "available_uah",
    "lacking_uah",
    "sources",
    "changes",
)


def as_csv(plan: PublishedPlan, *, today: dt.date) -> bytes:
    lights = plan.lights(today=today)
    goals = {goal["id"]: goal["title"] for goal in plan.content["goals"]}
    common = [
        text_cell(plan.community.slug),
        text_cell(plan.content["title"]),
        str(plan.version),
        plan.approved_on.isoformat(),
        today.isoformat(),
        text_cell(plan.followed_by.title if plan.followed_by else ""),
        text_cell("; ".join(each.title for each in plan.follows)),
    ]
    rows = (
        [*common, text_cell(goals[action["goal"]]), *_action(action, plan, lights), *resource]
        for action in plan.content["actions"]
        for resource in _resources(action)
    )
    return csv_file(COLUMNS, rows)


def as_json(plan: PublishedPlan, *, today: dt.date) -> bytes:
    lights = plan.lights(today=today)
    cancelled = {key for key, light in lights.items() if light is Light.CANCELLED}
    vote, strategy = plan.vote, plan.strategy
    return canonical(
        {
            "format": JSON_FORMAT,
            "plan": plan.pk,
            "state": plan.state.value,
            "version": plan.version,
            "approved_on": plan.approved_on.isoformat(),
            "checksum": plan.checksum,
            "content": plan.content,
            "mended_on": [day.isoformat() for day in plan.mended_on],
            "vote": vote
            and {
                "for": vote.votes_for,
                "against": vote.against,
                "abstained": vote.abstained,
                "present": vote.present,
                "all_members": vote.all_members,
                "meeting": vote.meeting,
                "held_on": vote.held_on.isoformat(),
            },
            "strategy": strategy and {"act": strategy[0], "on": strategy[1].isoformat(), "link": strategy[2]},
            "followed_by": plan.followed_by and _neighbour(plan, plan.followed_by),
            "takes_the_place_of": [_neighbour(plan, each) for each in plan.follows],
            "standing_on": today.isoformat(),
            "standing": [_standing(action["id"], plan, lights) for action in plan.content["actions"]],
            "totals": _sum(totals(plan.content, cancelled=cancelled).whole),
            "demonstration": plan.community.is_demonstration,
        }
    )


def file_name(plan: PublishedPlan, *, suffix: str, kind: str = "plan") -> str:
    """Community, first year, version: says what it is when it lies among other downloads."""
    year = plan.content["years"][0]
    return f"security-{kind}-{plan.community.slug}-{year}-{plan.pk}-v{plan.version}.{suffix}"


def _action(action: Mapping[str, Any], plan: PublishedPlan, lights: Mapping[int, Light]) -> list[str]:
    where = action["settlement"] or {"uk": "", "en": ""}
    said = plan.said.get(action["id"])
    return [
        text_cell(str(action["number"])),
        text_cell(action["title"]),
        action["uid"],
        action["topic"],
        text_cell(where["uk"]),
        text_cell(where["en"]),
        text_cell(action["body"]),
        text_cell(action["partners"]),
        action["starts_on"] or "",
        action["due_on"] or "",
        lights[action["id"]].value,
        said.said_on.isoformat() if said else "",
        str(said.percent) if said and said.percent is not None else "",
        *_looked_back(helped_of(plan, action["id"], lights)),
        str(len(said.files)) if said else "0",
    ]


def helped_of(plan: PublishedPlan, action: int, lights: Mapping[int, Light]) -> Helped | None:
    """Only of what is done."""
    said = plan.said.get(action)
    return said.helped if said and lights[action] is Light.DONE else None


def _looked_back(found: Helped | None) -> list[str]:
    if found is None:
        return [""] * 8
    label = (found.before or found.after).get("label", {})
    sides = (label, found.before.get("value", {}), found.after.get("value", {}))
    words = [text_cell(pair.get(language, "")) for pair in sides for language in ("uk", "en")]
    return [found.effect, *words, text_cell(found.group_says)]


def _resources(action: Mapping[str, Any]) -> Iterator[list[str]]:
    """At least one row, so that an action without resources is in the file too."""
    if not action["resources"]:
        yield [""] * (len(COLUMNS) - COLUMNS.index("resource"))
    for each in action["resources"]:
        found = sum_of(each)
        sources = "; ".join(f"{line['source']} {line['amount']}" for line in each["available"])
        yield [
            text_cell(each["title"]),
            each["kind"],
            each["quantity"] or "",
            text_cell(each["unit"]),
            str(each["year"]),
            plain(found.needed),
            plain(found.available),
            plain(found.lacking),
            text_cell(sources),
            text_cell(each["changes"]),
        ]


def _standing(action: int, plan: PublishedPlan, lights: Mapping[int, Light]) -> dict[str, Any]:
    said = plan.said.get(action)
    return {
        "action": action,
        "light": lights[action].value,
        "told_on": said.said_on.isoformat() if said else None,
        "percent": said.percent if said else None,
        "spent": plain(said.spent) if said and said.spent is not None else None,
        "helped": _helped(helped_of(plan, action, lights)),
        "files": [_shown(plan, file) for file in said.files] if said else [],
    }


def _helped(found: Helped | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "effect": found.effect or None,
        "words": dict(found.words),
        "before": _side(found.before),
        "after": _side(found.after),
        "group_says": found.group_says or None,
        "group_said_on": found.group_said_on.isoformat() if found.group_said_on else None,
    }


def _side(cited: Mapping[str, Any]) -> dict[str, Any] | None:
    names = ("label", "value", "from", "link")
    return {name: cited.get(name) for name in names} if cited else None


def _shown(plan: PublishedPlan, file: Shown) -> dict[str, str]:
    """`link`: as other links in the file, a path of this site."""
    path = reverse("plans:public_file", args=[plan.community.slug, plan.pk, file.pk])
    return {
        "shows": file.caption,
        "type": file.content_type,
        "sent_on": file.on.isoformat(),
        "link": public_path(path),
    }


def _neighbour(plan: PublishedPlan, other: Neighbour) -> dict[str, Any]:
    path = reverse("plans:public_plan", args=[plan.community.slug, other.pk])
    return {"plan": other.pk, "title": other.title, "address": public_path(path)}


def _sum(found: Sum) -> dict[str, str]:
    return {
        "needed": plain(found.needed),
        "available": plain(found.available),
        "lacking": plain(found.lacking),
    }
