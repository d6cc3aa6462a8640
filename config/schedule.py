"""What runs when, with one sentence why then. Beat counts in UTC; civil dates are computed by us."""

from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {}
