"""Money: whole kopiykas of hryvnias, always `Decimal`, never a float."""

from decimal import ROUND_HALF_UP, Decimal

KOPIYKA = Decimal("0.01")
NOTHING = Decimal("0.00")


def exact(text: str | Decimal) -> Decimal:
    """An amount from its text ("1234.50") as it is kept in frozen content. Raises `ArithmeticError`."""
    return Decimal(text).quantize(KOPIYKA)


def plain(amount: Decimal) -> str:
    """An amount as text for frozen content and files: two digits after the point, no spaces."""
    return format(amount.quantize(KOPIYKA, rounding=ROUND_HALF_UP), "f")


def in_second_currency(amount: Decimal, *, rate: Decimal) -> Decimal:
    """The amount at so many hryvnias for one unit, rounded to a hundredth of the unit, halves up."""
    return (amount / rate).quantize(KOPIYKA, rounding=ROUND_HALF_UP)
