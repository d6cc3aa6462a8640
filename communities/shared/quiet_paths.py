"""Secrets that stand in addresses are kept out of what is logged.

Django names the path of each request that it refused or that failed, and browsers name the page in their
reports. The addresses of private calendars, of links to actions and of links for a new password are keys,
also those with a slip of the pen in them: a log must not hold them.
"""

import logging
import re

# To the end: a path is the last thing of a line, and a slip may put a blank or a second slash into the key.
_SECRET = re.compile(r"((?<!/work)/calendar/|/action/|/password/reset/key/).+", re.IGNORECASE | re.DOTALL)


def struck(said: str) -> str:
    """The same line or path, with "…" for what opens something."""
    return _SECRET.sub(r"\1…", said)


def without_secrets(record: logging.LogRecord) -> bool:
    """A filter for Django's loggers of requests. Lets everything pass, changed where it must be."""
    said = record.getMessage()
    if (quiet := struck(said)) != said:
        record.msg, record.args = quiet, ()
        record.__dict__.pop("request", None)  # the letter to administrators would print all of it
    return True
