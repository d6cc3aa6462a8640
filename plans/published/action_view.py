"""An action of a published plan in one language: how it stands, what it needs, whether it helped."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.shared.days import in_words
from plans.actions import effect_words
from plans.actions.effect_words import Side, cited
from plans.actions.lights import Light, days_late
from plans.actions.progress_files import PDF
from plans.models import Effect
from plans.published.facts import Helped, PublishedPlan, Said, Shown
from plans.resources.money import exact
from plans.resources.money_page import sayer
from plans.resources.totals import Sum, sum_of
from plans.versions import content_words

# Each light has a shape of its own (templates/components/tag.html), and a sign on paper.
TAGS = {
    Light.DONE: "done",
    Light.ON_TIME: "progress",
    Light.NOT_BEGUN: "later",
    Light.SOON: "waiting",
    Light.NO_WORD: "question",
    Light.NO_MONEY: "info",
    Light.LATE: "overdue",
    Light.PUT_OFF: "excused",
    Light.CANCELLED: "stopped",
}
SIGNS = {
    Light.DONE: "+",
    Light.ON_TIME: "=",
    Light.NOT_BEGUN: "–",
    Light.SOON: "»",
    Light.NO_WORD: "?",
    Light.NO_MONEY: "¤",
    Light.LATE: "!",
    Light.PUT_OFF: "…",
    Light.CANCELLED: "×",
}
ENDED = frozenset({Light.DONE, Light.CANCELLED})  # they lack nothing any more
ACTION_BRIEF = ("body", "due_on")
ACTION_FACTS = ("topic", "partners", "settlement", "serves", "starts_on")
ACTION_AIMS = ("indicator", "baseline", "target")


@dataclass(frozen=True)
class LightView:
    code: str
    word: str
    tag: str
    sign: str
    told: str  # when somebody last told of it, or empty
    late: str = ""  # for how long its day is over, or empty


@dataclass(frozen=True)
class ResourceView:
    """`is_priced`: a cost, or something given for it, is named. Else nobody can say whether it lacks."""

    title: str
    about: str
    changes: str
    needed: str
    lacking: str
    available: tuple[str, ...]
    is_lacking: bool
    is_priced: bool


@dataclass(frozen=True)
class HelpedView:
    """Whether an action that is done helped: a word and its tag, what that rests on, what the group wrote.

    `told`: sentences; `word` and `tag` are empty while nothing was compared. `label`: of the figure.
    """

    word: str
    tag: str
    told: tuple[str, ...]
    label: str
    before: Side | None
    after: Side | None
    missing: str  # in place of a side that is not there
    target: str
    group_says: str
    group_said: str


@dataclass(frozen=True)
class FileView:
    """A photo or a paper that the group released. `told`: when it was sent."""

    pk: int
    caption: str
    told: str
    is_photo: bool


@dataclass(frozen=True)
class ActionView:
    """`light` is None in a version that was replaced. `brief`: facts that everybody looks for first.

    `helped`: None until the action is done and looked back at.
    """

    anchor: str
    number: str
    title: str
    detail: str
    light: LightView | None
    brief: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    resources: tuple[ResourceView, ...]
    helped: HelpedView | None = None
    photos: tuple[FileView, ...] = ()
    papers: tuple[FileView, ...] = ()


def action_view(
    each: Mapping[str, Any],
    plan: PublishedPlan,
    lights: Mapping[int, Light],
    problems: Mapping[tuple[str, int], str],
    *,
    today: dt.date,
) -> ActionView:
    said = plan.said.get(each["id"])
    stands = lights.get(each["id"])
    files = tuple(_file(file) for file in said.files) if said else ()

    def told(*names: str) -> tuple[tuple[str, str], ...]:
        words = ((name, content_words.value(name, each[name], titles=problems)) for name in names)
        return tuple((str(content_words.LABELS[name]), said) for name, said in words if said)

    return ActionView(
        anchor=f"action-{each['id']}",
        number=str(each["number"]),
        title=each["title"],
        detail=each["detail"],
        light=light_view(
            stands, said_on=said.said_on if said else None, days=days_late(each, stands, today=today)
        )
        if stands
        else None,
        brief=(*told(*ACTION_BRIEF), *_spent(each, said), *_lacking(each, stands, plan.content)),
        facts=told("problem", *ACTION_FACTS, *ACTION_AIMS),
        resources=tuple(resource_view(row, plan.content) for row in each["resources"]),
        helped=_helped(said.helped, each) if said and stands is Light.DONE else None,
        photos=tuple(file for file in files if file.is_photo),
        papers=tuple(file for file in files if not file.is_photo),
    )


def light_view(each: Light, *, said_on: dt.date | None = None, days: int = 0) -> LightView:
    told = _("as told on %(day)s") % {"day": in_words(said_on)} if said_on else ""
    late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days} if days else ""
    return LightView(each.value, str(each.label), TAGS[each], SIGNS[each], told, late)


def resource_view(resource: Mapping[str, Any], content: Mapping[str, Any]) -> ResourceView:
    """In the active language."""
    say, found = sayer(content), sum_of(resource)
    return ResourceView(
        title=resource["title"],
        about=about(resource),
        changes=resource["changes"],
        needed=say(found.needed) if is_priced(resource) else _("no cost is given"),
        lacking=say(found.lacking),
        available=tuple(_from(line, say(exact(line["amount"]))) for line in resource["available"]),
        is_lacking=bool(found.lacking),
        is_priced=is_priced(resource),
    )


def is_priced(resource: Mapping[str, Any]) -> bool:
    return bool(sum_of(resource).needed or resource["available"])


def about(resource: Mapping[str, Any]) -> str:
    """Kind, how many of what, year."""
    amount = " ".join(part for part in (content_words.number(resource["quantity"]), resource["unit"]) if part)
    words = (content_words.kind(resource["kind"]), amount, str(resource["year"]))
    return ", ".join(part for part in words if part)


def _words_of(effect: Effect, found: Helped) -> tuple[str, ...]:
    words = content_words.in_language(found.words)
    return effect_words.told(effect, words, of_answers=found.before.get("base") is not None)


def _spent(action: Mapping[str, Any], said: Said | None) -> tuple[tuple[str, str], ...]:
    """Money spent beside money planned; nothing where no money is in it."""
    planned = sum((sum_of(row) for row in action["resources"]), Sum()).needed
    if said is None or said.spent is None or not (said.spent or planned):
        return ()
    amounts = {
        name: content_words.hryvnias(amount) for name, amount in (("spent", said.spent), ("planned", planned))
    }
    return ((_("Spent of planned"), _("%(spent)s of %(planned)s") % amounts),)


def _lacking(
    action: Mapping[str, Any], stands: Light | None, content: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """What is still to be found for it; nothing when it is over, or of a version that was replaced."""
    lacking = sum((sum_of(row) for row in action["resources"]), Sum()).lacking
    if not lacking or stands is None or stands in ENDED:
        return ()
    return ((_("Lacking"), sayer(content)(lacking)),)


def _file(file: Shown) -> FileView:
    return FileView(file.pk, file.caption, in_words(file.on), file.content_type != PDF)


def _helped(found: Helped | None, action: Mapping[str, Any]) -> HelpedView | None:
    if found is None:
        return None
    effect = Effect(found.effect) if found.effect else None
    before, after = cited(found.before), cited(found.after)
    either = before or after
    return HelpedView(
        word=str(effect.label) if effect else "",
        tag=effect_words.TAGS[effect] if effect else "",
        told=_words_of(effect, found) if effect else (),
        label=either.label if either else "",
        before=before,
        after=after,
        missing=_("not known yet") if effect is Effect.TOO_EARLY else _("no data"),
        target=content_words.number(action["target"]) if either else "",
        group_says=found.group_says,
        group_said=in_words(found.group_said_on) if found.group_said_on else "",
    )


def _from(line: Mapping[str, Any], amount: str) -> str:
    said = {"source": content_words.source(line["source"]), "amount": amount, "note": line["note"]}
    if line["note"]:
        return _("%(source)s: %(amount)s, %(note)s") % said
    return _("%(source)s: %(amount)s") % said
