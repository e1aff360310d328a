"""What completing a task costs from the click to the answer: statements and commits of the whole request."""

import re

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from engine.casework import opening
from engine.casework.opening import Opening
from engine.database import transaction
from engine.people import participants
from tests import builders
from tests.integration.test_budgets import FIVE_TASKS, counted
from tests.web.browser import Browser
from webapp.database import db

MOST_STATEMENTS = 20


def test_completing_a_task_over_http_takes_at_most_20_statements_and_one_commit(
    app: Flask, browser: Browser, written: sessionmaker[Session]
) -> None:
    with written() as session, transaction(session):
        builders.publish(session, FIVE_TASKS)
        karen = next(person for person in participants.everyone(session) if person.email.startswith("karen@"))
        opening.open_case(session, Opening(process="five", organisation="bolgelev"), karen)
    browser.sign_in("sara")
    assert _complete(browser)  # what is kept for all tasks of a release is loaded by now
    second = _open_task(browser)
    with app.app_context():
        engine = db.engine
    revision = re.search(r'name="_revision" value="(\d+)"', browser.get(second).text)
    with counted(engine) as seen:
        answer = browser.post(second, {"_revision": revision.group(1) if revision else ""})

    assert answer.status_code == 303
    assert len(seen["commits"]) == 1
    assert len(seen["statements"]) <= MOST_STATEMENTS, "\n\n".join(seen["statements"])


def _open_task(browser: Browser) -> str:
    found = re.search(r'href="(/tasks/\d+)"', browser.get("/inbox/").text)
    assert found
    return found.group(1)


def _complete(browser: Browser) -> bool:
    address = _open_task(browser)
    revision = re.search(r'name="_revision" value="(\d+)"', browser.get(address).text)
    return browser.post(address, {"_revision": revision.group(1) if revision else ""}).status_code == 303
