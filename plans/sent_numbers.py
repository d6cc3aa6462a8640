"""Numbers as a browser sends them."""

LONGEST = 9  # digits


def sent_number(sent: str | None) -> int:
    """0, which no row and no version has, for what is no number of at most nine digits.

    Not `str.isdigit`: it takes "²" for a digit, of which `int` makes nothing.
    """
    return int(sent) if sent and sent.isascii() and sent.isdecimal() and len(sent) <= LONGEST else 0
