"""The differences of two versions as sentences. Each is whole: no words are put into cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.models import FundingSource
from plans.versions import content_words
from plans.versions.differences import Fact

Titles = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Difference:
    """`before` and `after` are empty where the sentence says everything, or where nothing stood."""

    words: str
    before: str = ""
    after: str = ""

    @property
    def has_values(self) -> bool:
        return bool(self.before or self.after)


ADDED = {
    "goal": _("New goal: “%(title)s”"),
    "problem": _("New problem: “%(title)s”"),
    "action": _("New action: “%(title)s”"),
    "resource": _("The action “%(within)s” needs one thing more: “%(title)s”"),
    "evidence": _("The problem “%(within)s” rests on new evidence: %(label)s"),
}
REMOVED = {
    "goal": _("Goal taken out: “%(title)s”"),
    "problem": _("Problem taken out: “%(title)s”"),
    "action": _("Action taken out: “%(title)s”"),
    "resource": _("The action “%(within)s” no longer needs: “%(title)s”"),
    "evidence": _("The problem “%(within)s” no longer rests on: %(label)s"),
}
MOVED = {
    "goal": _("The goal “%(title)s” was number %(before)s and is number %(after)s"),
    "problem": _("The problem “%(title)s” was number %(before)s and is number %(after)s"),
    "action": _("The action “%(title)s” was number %(before)s and is number %(after)s"),
    "resource": _("“%(title)s”, for the action “%(within)s”, was number %(before)s and is number %(after)s"),
}
CHANGED = {
    ("plan", "title"): _("The title of the plan is another one"),
    ("plan", "years"): _("The plan is for other years"),
    ("plan", "basis"): _("The basis of the plan is worded otherwise"),
    ("plan", "summary"): _("The summary for residents is worded otherwise"),
    ("plan", "currency"): _("The second currency or its rate is another one"),
    ("goal", "title"): _("The goal “%(title)s” is worded otherwise"),
    ("goal", "detail"): _("More is said, or other words, about the goal “%(title)s”"),
    ("problem", "title"): _("The problem “%(title)s” is worded otherwise"),
    ("problem", "topic"): _("The problem “%(title)s” belongs to another topic"),
    ("problem", "analysis"): _("The analysis of the problem “%(title)s” is worded otherwise"),
    ("problem", "rank_reason"): _("Why the problem “%(title)s” stands at its place is worded otherwise"),
    ("problem", "is_internal"): _("Who reads of the problem “%(title)s” is decided otherwise"),
    ("action", "goal"): _("The action “%(title)s” serves another goal"),
    ("action", "problem"): _("The action “%(title)s” answers another problem"),
    ("action", "title"): _("The action “%(title)s” is worded otherwise"),
    ("action", "detail"): _("How the action “%(title)s” is done is worded otherwise"),
    ("action", "topic"): _("The action “%(title)s” belongs to another topic"),
    ("action", "body"): _("Another body is responsible for the action “%(title)s”"),
    ("action", "person"): _("Another person is responsible for the action “%(title)s”"),
    ("action", "email"): _("Letters about the action “%(title)s” go to another address"),
    ("action", "partners"): _("The partners of the action “%(title)s” are other ones"),
    ("action", "settlement"): _("The action “%(title)s” is done in another settlement"),
    ("action", "serves"): _("The action “%(title)s” serves other people"),
    ("action", "starts_on"): _("The action “%(title)s” begins on another day"),
    ("action", "due_on"): _("The action “%(title)s” has another deadline"),
    ("action", "indicator"): _("What shows that the action “%(title)s” helped is worded otherwise"),
    ("action", "aim"): _("The action “%(title)s” is measured by another figure"),
    ("action", "baseline"): _("The value at the start of the action “%(title)s” is another one"),
    ("action", "target"): _("The value that the action “%(title)s” should reach is another one"),
    ("action", "is_internal"): _("Who reads of the action “%(title)s” is decided otherwise"),
    ("resource", "kind"): _("“%(title)s”, for the action “%(within)s”, is a resource of another kind"),
    ("resource", "title"): _("A resource of the action “%(within)s” is worded otherwise"),
    ("resource", "quantity"): _("“%(title)s”, for the action “%(within)s”: another quantity is needed"),
    ("resource", "unit"): _("“%(title)s”, for the action “%(within)s”, is counted in another unit"),
    ("resource", "year"): _("“%(title)s”, for the action “%(within)s”, is needed in another year"),
    ("resource", "needed"): _("“%(title)s”, for the action “%(within)s”: another amount is needed"),
    ("resource", "changes"): _("What “%(title)s” would change is worded otherwise"),
}
FUNDED = {
    FundingSource.LOCAL: _("“%(title)s”: the local budget gives another amount"),
    FundingSource.OBLAST: _("“%(title)s”: the oblast budget gives another amount"),
    FundingSource.STATE: _("“%(title)s”: the state budget gives another amount"),
    FundingSource.DONOR: _("“%(title)s”: donors give another amount"),
    FundingSource.BUSINESS: _("“%(title)s”: businesses give another amount"),
    FundingSource.OWN: _("“%(title)s”: own work is worth another amount"),
}


def in_words(facts: Iterable[Fact], *, content: Mapping[str, Any]) -> list[Difference]:
    """Facts of `differences.differences` in the language of the page; `content` is the later one."""
    told = list(facts)
    titles = _titles(told, content)
    return [_difference(fact, titles) for fact in told]


def _difference(fact: Fact, titles: Titles) -> Difference:
    said = {"title": fact["title"], "within": fact["within"]}
    if fact["what"] in ("added", "removed"):
        sentences = ADDED if fact["what"] == "added" else REMOVED
        return Difference(str(sentences[fact["part"]]) % (said | {"label": _label(fact)}))
    if fact["what"] == "moved":
        places = {"before": fact["before"], "after": fact["after"]}
        return Difference(str(MOVED[fact["part"]]) % (said | places))
    if fact["part"] == "funding":
        amounts = [content_words.hryvnias(fact[side]) for side in ("before", "after")]
        sentence = str(FUNDED[FundingSource(fact["field"])]) % said
        return Difference(sentence, *(amount or gettext("nothing") for amount in amounts))
    before, after = (
        content_words.value(fact["field"], fact[side], titles=titles) for side in ("before", "after")
    )
    return Difference(str(CHANGED[fact["part"], fact["field"]]) % said, before, after)


def _label(fact: Fact) -> str:
    """What a citation was called; its key where it has no name."""
    cited = fact["after"] or fact["before"] or {}
    return content_words.in_language(cited.get("label")) or str(fact["title"])


def _titles(facts: list[Fact], content: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    gone = {
        (fact["part"], fact["id"]): fact["title"]
        for fact in facts
        if fact["what"] == "removed" and fact["part"] in ("goal", "problem")
    }
    there = {
        (part, each["id"]): each["title"] for part in ("goal", "problem") for each in content[f"{part}s"]
    }
    return gone | there
