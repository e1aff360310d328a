"""Every route states who may use it, and the statement is kept."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule as Address

from tests.web.browser import Browser
from webapp import access

OPEN_TO_ANYONE = {
    "static",
    "security.login",
    "security.logout",
    "start.index",
    "start.accessibility",
    "start.personal_data",
    "invitation.show",
    "mail.stop",
    "mail.stopped",
}
VALUES = {
    "number": "1",
    "mail_id": "1",
    "task_id": "1",
    "key": "p360_main",
    "draft_id": "1",
    "revision": "1",
    "taken_id": "1",
    "incoming_id": "1",
    "key_id": "1",
    "name": "x.bpmn",
    "role": "pm",
    "substitution_id": "1",
    "sign_in_id": "1",
    "person_id": "1",
    "membership_id": "1",
    "filename": "base.css",
    "sample_id": "1",
    "position": "1",
    "chain": "1",
    "seq": "1",
}


def test_every_route_states_who_may_use_it(app: Flask) -> None:
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if access.rule_of(app, rule.endpoint) is None]

    assert silent == []


def test_no_more_is_open_to_anyone_than_listed_here(app: Flask) -> None:
    open_ones = {
        rule.endpoint for rule in app.url_map.iter_rules() if access.rule_of(app, rule.endpoint) == access.ANYONE
    }

    assert open_ones == OPEN_TO_ANYONE


def test_no_listed_route_is_missing(app: Flask) -> None:
    assert set(access.LISTED) <= set(app.view_functions)


def test_a_route_that_says_nothing_is_open_to_nobody(app: Flask, browser: Browser) -> None:
    app.add_url_rule("/silent", "silent", lambda: "secret")
    browser.sign_in("tove")

    answer = browser.get("/silent")

    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_stranger_is_sent_to_the_sign_in_from_every_page(app: Flask, browser: Browser) -> None:
    for address in _addresses(app, "GET"):
        answer = browser.get(address, follow=False)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in"), address


def test_a_stranger_cannot_send_anything_even_with_a_token(app: Flask, browser: Browser) -> None:
    browser.get("/sign-in")

    for address in _addresses(app, "POST"):
        answer = browser.post(address)
        assert (answer.status_code, answer.location) == (303, "/sign-in"), address


def test_nothing_can_be_sent_without_a_token(app: Flask, browser: Browser) -> None:
    browser.sign_in("karen")

    for address in [*_addresses(app, "POST"), "/sign-in", "/sign-out"]:
        answer = browser.client.post(address, data={"csrf_token": "made-up"})
        assert answer.status_code == 400, address


def test_a_fragment_asked_for_by_a_script_leads_the_whole_page_to_the_sign_in(browser: Browser) -> None:
    answer = browser.get("/account/", follow=False, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/account/")
    assert answer.text == ""


@pytest.mark.parametrize(("who", "status"), [("birgit", 200), ("tove", 403)])
def test_a_role_opens_what_is_kept_for_it(app: Flask, browser: Browser, who: str, status: int) -> None:
    app.add_url_rule("/owners", "owners", access.holding("process_owner")(lambda: "for process owners"))
    browser.sign_in(who)

    answer = browser.get("/owners")

    assert answer.status_code == status
    assert ("for process owners" in answer.text) == (status == 200)


def _addresses(app: Flask, method: str) -> Iterator[str]:
    """An address for each route with the method that asks for a sign-in."""
    for rule in app.url_map.iter_rules():
        stated = access.rule_of(app, rule.endpoint)
        if method in (rule.methods or ()) and stated is not None and stated.signed_in:
            yield _filled(rule)


def _filled(rule: Address) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: VALUES[match.group(1)], rule.rule)
