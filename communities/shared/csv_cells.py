"""Cells of CSV files: text that no spreadsheet takes for a formula, yes and no."""

BYTE_ORDER_MARK = "\ufeff"  # Excel reads Cyrillic without one as something else
# A spreadsheet takes text that begins so for a formula, also in the wide forms of Asian keyboards (R36).
FORMULA_SIGNS = frozenset("=+-@\t\r\n\0＝＋－＠")


def text_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULA_SIGNS and text.strip(" ") else text


def yes(said: bool) -> str:
    return "yes" if said else "no"
