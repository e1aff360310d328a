"""People at desks of their own in an installation whose time moves: whoever was away for long signs in again."""

from datetime import datetime, timedelta

from playwright.sync_api import Page

from tests.browser import serving
from tests.browser.hours import Hours
from tests.browser.visiting import Visits
from webapp.security import sessions


class Desks:
    """Each person has a browser context, and in it the window they work in."""

    def __init__(self, visits: Visits, served: Hours) -> None:
        self._visits, self._hours = visits, served
        self._windows: dict[str, Page] = {}
        self._seen: dict[str, datetime] = {}

    def at(self, key: str) -> Page:
        """The window of a person who is signed in."""
        if key not in self._windows:
            self._windows[key] = self._visits.visit(self._hours.address)
        if key not in self._seen or self._hours.moment - self._seen[key] > sessions.IDLE - timedelta(minutes=1):
            serving.sign_in(self._windows[key], key)
        self._seen[key] = self._hours.moment
        return self._windows[key]

    def second_window(self, key: str) -> Page:
        """Another window of the same browser."""
        return self.at(key).context.new_page()

    def go_to(self, moment: datetime) -> None:
        """Let it be another moment from now on."""
        self._hours.go_to(moment)
