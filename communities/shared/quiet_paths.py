"""Secrets that stand in addresses are kept out of what is logged.

Django names the path of each request that it refused or that failed. The addresses of private calendars
and of links to actions are keys, also those with a slip of the pen in them: a log must not hold them.
"""

import logging
import re

_SECRET = re.compile(r"((?<!/work)/calendar/|/action/)[^/\s]+")


def without_secrets(record: logging.LogRecord) -> bool:
    """A filter for Django's loggers of requests. Lets everything pass, changed where it must be."""
    said = record.getMessage()
    if (quiet := _SECRET.sub(r"\1…", said)) != said:
        record.msg, record.args = quiet, ()
        record.__dict__.pop("request", None)  # the letter to administrators would print all of it
    return True
