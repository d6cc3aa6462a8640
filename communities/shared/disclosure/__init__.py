"""How small counts are shown. The only place that decides; everything public receives a `Shown`.

A count such as "domestic violence: 1" in a village is personal data. Where a figure is marked
sensitive, residents see 0 as 0, 1 to `threshold - 1` as "fewer than `threshold`", and from the
threshold a figure rounded to the nearest `base` (a half goes up, never below the threshold). With
the default rule: 0, fewer than 5, 5 (stands for 5-7), 10 (8-12), 15 (13-17) ...

Totals are computed from exact values and then rounded, so figures need not add up. Changes are
computed from what is shown, never from exact values. Sums over periods of sensitive counts are
refused. The words ("fewer than 5", "about 10") belong to templates.

**A figure that is printed again** ("previous period" in the next report) must be the `Shown` of the
latest publication of that period, copied, not computed anew: two different pictures of one value
are narrower together than each alone.

Source of the rule: NHS Hospital Episode Statistics since 2018 (zero shown, small counts withheld, the
rest rounded to 5), with 5 as the threshold.
"""

from communities.shared.disclosure.changes import Change, Direction, show_change
from communities.shared.disclosure.corrections import (
    CorrectionWarning,
    Risk,
    correction_risk,
    show_corrected,
    show_corrected_percent,
    values_after,
)
from communities.shared.disclosure.figures import show_count, show_exact, show_percent, show_value
from communities.shared.disclosure.inference import Cell, Leak, Release, Sum, ToldChange, audit
from communities.shared.disclosure.totals import (
    RunningTotalRefused,
    TotalNarrowsPart,
    TotalRefused,
    may_total,
    show_total,
)
from communities.shared.disclosure.values import (
    NO_DATA,
    NOT_APPLICABLE,
    ZERO,
    Hidden,
    Kind,
    Rule,
    Shown,
    hidden,
)

__all__ = [
    "NOT_APPLICABLE",
    "NO_DATA",
    "ZERO",
    "Cell",
    "Change",
    "CorrectionWarning",
    "Direction",
    "Hidden",
    "Kind",
    "Leak",
    "Release",
    "Risk",
    "Rule",
    "RunningTotalRefused",
    "Shown",
    "Sum",
    "ToldChange",
    "TotalNarrowsPart",
    "TotalRefused",
    "audit",
    "correction_risk",
    "hidden",
    "may_total",
    "show_change",
    "show_corrected",
    "show_corrected_percent",
    "show_count",
    "show_exact",
    "show_percent",
    "show_total",
    "show_value",
    "values_after",
]
