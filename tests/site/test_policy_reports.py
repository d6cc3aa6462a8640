"""What browsers kept from a page is logged: the rule, the source and the page, and nothing about the visitor."""

import json
import logging

import pytest

from config import policy_reports

REPORT = {
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/x.js?who=olena",
    "document-uri": "https://bezpeka.example/en/work/?token=secret",
    "source-file": "secret",
}


@pytest.fixture(autouse=True)
def nothing_was_logged_yet():
    policy_reports._logged_at.clear()


def send(client, body):
    body = body if isinstance(body, str | bytes) else json.dumps({"csp-report": body})
    return client.post("/policy-reports/", body, content_type="application/csp-report")


def test_a_report_is_one_line_without_secrets(client, db, caplog):
    with caplog.at_level(logging.WARNING):
        assert send(client, REPORT).status_code == 204
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == "Kept from a page by its policy: script-src-elem evil.example /en/work/"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"csp-report": 5}',
        '{"csp-report": {}}',
        b"\xff\xfe",
        '{"csp-report": {"effective-directive": "x", "blocked-uri": "http://[", "document-uri": "x"}}',
        "x" * 9000,
        '{"csp-report": ' + "[" * 7000,
    ],
)
def test_nonsense_is_taken_quietly(client, db, caplog, body):
    with caplog.at_level(logging.WARNING):
        assert send(client, body).status_code == 204
    assert not caplog.records


@pytest.mark.parametrize(
    "path", ["/en/action/Sekret-32_x/", "/calendar/Sekret.ics", "/accounts/password/reset/key/1-Sekret/"]
)
def test_what_opens_something_is_not_written_down(client, db, caplog, path):
    with caplog.at_level(logging.WARNING):
        send(client, REPORT | {"document-uri": f"https://bezpeka.example{path}", "blocked-uri": path})
    assert "Sekret" not in caplog.text
    assert "script-src-elem" in caplog.text


def test_a_line_cannot_be_forged(client, db, caplog):
    with caplog.at_level(logging.WARNING):
        send(client, REPORT | {"effective-directive": "x\nWARNING all is lost"})
    assert "\n" not in caplog.records[0].getMessage()


def test_a_flood_fills_no_disk(client, db, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(200):
            send(client, REPORT)
    assert len(caplog.records) == policy_reports.LOGGED_IN_AN_HOUR


def test_pages_name_the_address(client, db):
    assert "report-uri /policy-reports/" in client.get("/en/")["Content-Security-Policy"]


def test_reading_it_is_nothing(client, db):
    assert client.get("/policy-reports/").status_code == 405
