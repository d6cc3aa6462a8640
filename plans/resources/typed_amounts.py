"""Numbers as people write them, read without guessing: 1 200,50 · 1200.50 · 1.200,50 · 1 200,50 грн."""

import re
from decimal import Decimal

NO_BREAK = "\N{NO-BREAK SPACE}"
_UNIT = r"(?:грн\.?|гривень|гривні|гривня|гривню|uah|₴)"
_AROUND = re.compile(rf"(?i)^(?:₴\s*)?(.*?)(?:\s*{_UNIT})?$", re.DOTALL)
_MARKS = ("'", "’", "ʼ", "`")  # between thousands, as on calculators
_WHOLE = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]+(?:_[0-9]{3})+")


def plain_number(typed: str) -> str | None:
    """Digits with at most one point, and a minus before them: "1200.50". None when it cannot be read.

    Thousands may be parted by blanks of any kind, apostrophes, points or commas, always three digits at a
    time; one point or comma alone parts the hundredths. Hryvnias may be named.
    """
    found = _AROUND.match(typed.strip())
    said = found.group(1).strip() if found else ""
    sign = "-" if said[:1] in ("-", "−") and said else ""
    said = said[len(sign) :].strip()
    whole, point, rest = _parted(said)
    for mark in _MARKS:
        whole = whole.replace(mark, "_")
    whole = re.sub(r"\s+", "_", whole)
    if not (_WHOLE.fullmatch(whole) or _GROUPED.fullmatch(whole)) or (point and not _WHOLE.fullmatch(rest)):
        return None
    return f"{sign}{whole.replace('_', '')}{'.' if point else ''}{rest}"


def written(amount: Decimal, *, point: str = ".") -> str:
    """An amount as it stands in a field: 1 200.50, or 1 200. `plain_number` reads it."""
    whole, _point, rest = f"{amount:,f}".partition(".")
    rest = rest.rstrip("0")
    rest = f"{rest:0<2}" if rest else ""
    return whole.replace(",", NO_BREAK) + (point + rest if rest else "")


def _parted(said: str) -> tuple[str, str, str]:
    """Before the hundredths, their sign, the hundredths; points or commas between thousands become "_"."""
    points, commas = said.count("."), said.count(",")
    if points and commas:
        last = max(said.rfind("."), said.rfind(","))
        between = "," if said[last] == "." else "."
        whole, rest = said[:last], said[last + 1 :]
        return whole.replace(between, "_") if _is_pure(whole, between) else "", said[last], rest
    sign = "." if points else ","
    if points + commas > 1:
        return said.replace(sign, "_") if _is_pure(said, sign) else "", "", ""
    whole, point, rest = said.partition(sign)
    return whole, point, rest


def _is_pure(whole: str, between: str) -> bool:
    """Only one way of parting thousands in one number."""
    return all(each == between or each in "0123456789" for each in whole)
