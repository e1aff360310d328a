"""A person in front of the pages: follows links, fills in forms, and sends the token that the last page gave."""

import re
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from webapp import demo


class Browser:
    """Keeps cookies and the page it last saw."""

    def __init__(self, app: Flask, **environment: str) -> None:
        self.client = app.test_client()
        self.environment = environment
        self.page: TestResponse | None = None

    def get(self, address: str, *, follow: bool = True, **arguments: Any) -> TestResponse:
        """Open an address and, unless told otherwise, go where it leads."""
        return self._see(
            self.client.get(address, follow_redirects=follow, environ_overrides=self.environment, **arguments)
        )

    def post(self, address: str, data: dict[str, Any] | None = None, *, follow: bool = False) -> TestResponse:
        """Send a form with the token of the page last seen."""
        fields = {"csrf_token": self.token(), **(data or {})}
        return self._see(
            self.client.post(address, data=fields, follow_redirects=follow, environ_overrides=self.environment)
        )

    def sign_in(self, key: str, password: str = demo.PASSWORD) -> TestResponse:
        """Sign in as one of the demonstration's people: `browser.sign_in("karen")`."""
        self.get("/sign-in")
        return self.post("/sign-in", {"email": address(key), "password": password})

    def token(self) -> str:
        """The token against forgery that the last page carried, or none."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text) if self.page else None
        return found.group(1) if found else ""

    @property
    def soup(self) -> BeautifulSoup:
        """The page last seen."""
        return BeautifulSoup(self.text, "html.parser")

    @property
    def text(self) -> str:
        """The source of the page last seen."""
        return self.page.text if self.page else ""

    @property
    def words(self) -> str:
        """What a reader sees of it."""
        return " ".join(self.soup.get_text(" ").split())

    def _see(self, response: TestResponse) -> TestResponse:
        response.get_data()
        response.close()
        if "text/html" in response.content_type and not 300 <= response.status_code < 400:
            self.page = response
        return response


def address(key: str) -> str:
    """The mail address of one of the demonstration's people."""
    home = next(row["organisation"] for row in demo._rows("people") if row["key"] == key)
    return f"{key}@{home}.example.org"
