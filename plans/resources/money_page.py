"""What a plan needs, has and lacks, as words and pictures that page and paper only have to print."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.shared.share_charts import ShareBar, ShareChart
from plans.resources.money import NOTHING, in_second_currency
from plans.resources.totals import Sum, Totals, totals
from plans.versions import content_words

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class SumLine:
    """Amounts in words; `beyond` is empty unless there is more than single resources need."""

    label: str
    needed: str
    available: str
    lacking: str
    covered: str
    beyond: str


@dataclass(frozen=True)
class SumTable:
    """`key` names it on its page. `chart`: how much of the needed is there, or None."""

    key: str
    title: str
    head: str
    lines: tuple[SumLine, ...]
    chart: ShareChart | None


@dataclass(frozen=True)
class SourceLine:
    label: str
    amount: str
    share: str


@dataclass(frozen=True)
class MoneyView:
    """`rate`: the second currency and the day of its rate in a sentence, or empty. `cancelled`: how many
    actions were left out because they were cancelled. `spent_on`: in a sentence of how many actions that was
    told."""

    whole: SumLine
    rate: str
    spent: str
    sources: tuple[SourceLine, ...]
    sources_chart: ShareChart | None
    tables: tuple[SumTable, ...]
    cancelled: int
    spent_on: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(table.lines for table in self.tables)


def money_view(
    content: Mapping[str, Any],
    *,
    cancelled: Collection[int] = (),
    spent: Mapping[int, Decimal] | None = None,
    needed_only: bool = False,
) -> MoneyView:
    """Of frozen content, in the active language. `cancelled`: ids of actions that need nothing any more;
    `spent`: by id of the action, as far as it was told; `needed_only`: goals, years and kinds that need no
    money are left out."""
    found = totals(content, cancelled=cancelled)
    say = sayer(content)
    goals = {goal["id"]: goal["title"] for goal in content["goals"]}
    named = {
        "goals": _in_order(found.by_goal, goals),
        "years": [(str(year), each) for year, each in found.by_year.items()],
        "kinds": [(content_words.kind(kind), each) for kind, each in found.by_kind.items()],
    }
    if needed_only:
        named = {key: [(label, each) for label, each in sums if each.needed] for key, sums in named.items()}
    tables = (
        _table("goals", _("By goal"), _("Goal"), named["goals"], say),
        _table("years", _("By year"), _("Year"), named["years"], say),
        _table("kinds", _("By kind"), _("Kind"), named["kinds"], say),
    )
    return MoneyView(
        whole=sum_line(_("The whole plan"), found.whole, say),
        rate=content_words.currency(content["currency"]),
        spent=say(sum(spent.values(), NOTHING)) if spent else "",
        spent_on=_spent_on(len(spent), len(content["actions"])) if spent else "",
        sources=_sources(found, say),
        sources_chart=_sources_chart(found, say),
        tables=tables,
        cancelled=sum(1 for action in content["actions"] if action["id"] in cancelled),
    )


def _spent_on(told: int, actions: int) -> str:
    words = ngettext(
        "It was told of %(told)s of %(number)s action, cancelled ones too.",
        "It was told of %(told)s of %(number)s actions, cancelled ones too.",
        actions,
    )
    return words % {"told": told, "number": actions}


Say = Callable[[Decimal], str]


def sayer(content: Mapping[str, Any]) -> Say:
    """How this plan says an amount: in hryvnias, and in its second currency behind it."""
    currency = content["currency"]
    if not currency:
        return content_words.hryvnias
    rate, code = Decimal(currency["rate"]), currency["code"]

    def say(amount: Decimal) -> str:
        if not amount:
            return content_words.hryvnias(amount)
        other = content_words.plain_amount(in_second_currency(amount, rate=rate))
        return _("%(hryvnias)s (%(other)s)") % {
            "hryvnias": content_words.hryvnias(amount),
            "other": f"{other}{NO_BREAK_SPACE}{code}",
        }

    return say


def _in_order(sums: Mapping[int, Sum], names: Mapping[int, str]) -> list[tuple[str, Sum]]:
    return [(title, sums[key]) for key, title in names.items() if key in sums]


def sum_line(label: str, each: Sum, say: Say) -> SumLine:
    percent = each.covered_percent
    return SumLine(
        label=label,
        needed=say(each.needed),
        available=say(each.available),
        lacking=say(each.lacking),
        covered="" if percent is None else _percent(percent),
        beyond=say(each.beyond) if each.beyond > NOTHING else "",
    )


def _table(key: str, title: str, head: str, sums: list[tuple[str, Sum]], say: Say) -> SumTable:
    return SumTable(
        key, title, head, tuple(sum_line(label, each, say) for label, each in sums), _chart(key, title, sums)
    )


def _chart(key: str, title: str, sums: list[tuple[str, Sum]]) -> ShareChart | None:
    """The frame is what is needed, the filled part what is there for it."""
    bars = tuple(
        ShareBar(_lacks(label, each), float(percent), _percent(percent))
        for label, each in sums
        if (percent := each.covered_percent) is not None
    )
    if not bars:
        return None
    return ShareChart(f"money-{key}", title, _description(bars), bars)


def _lacks(label: str, each: Sum) -> str:
    if not each.lacking:
        return _("%(what)s: nothing is lacking") % {"what": label}
    return _("%(what)s: lacking %(amount)s") % {"what": label, "amount": content_words.hryvnias(each.lacking)}


def _sources(found: Totals, say: Say) -> tuple[SourceLine, ...]:
    whole = found.whole.available
    return tuple(
        SourceLine(
            content_words.source(source), say(amount), _percent(int(100 * amount / whole)) if whole else ""
        )
        for source, amount in found.by_source.items()
    )


def _sources_chart(found: Totals, say: Say) -> ShareChart | None:
    whole = found.whole.available
    if not whole:
        return None
    bars = tuple(
        ShareBar(
            _("%(source)s: %(amount)s")
            % {"source": content_words.source(source), "amount": content_words.hryvnias(amount)},
            float(100 * amount / whole),
            _percent(int(100 * amount / whole)),
        )
        for source, amount in found.by_source.items()
    )
    return ShareChart("money-sources", _("Where the available money comes from"), _description(bars), bars)


def _description(bars: tuple[ShareBar, ...]) -> str:
    return "; ".join(f"{bar.label}, {bar.text}" for bar in bars)


def _percent(number: int) -> str:
    return _("%(number)s%%") % {"number": number}
