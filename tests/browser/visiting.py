"""Visits of people: each in a browser context of their own, and whatever goes wrong on a page is kept."""

import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, StorageState

from tests.browser import serving

REFUSED_ON_PURPOSE = {401, 403, 404, 409, 410, 422}
PLAINLY_A_STATUS = "Failed to load resource: the server responded with a status of"
TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""


class SignIns:
    """What a browser holds after a sign-in, by address and person: good for the visits of the next minutes."""

    FRESH = 900.0

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[float, StorageState]] = {}

    def find(self, address: str, key: str) -> StorageState | None:
        """What a person's browser held after a sign-in not long ago."""
        at, state = self._known.get((address, key), (0.0, None))
        return state if time.monotonic() - at < self.FRESH else None

    def keep(self, address: str, key: str, state: StorageState) -> None:
        """Keep what a browser holds after a sign-in."""
        self._known[address, key] = (time.monotonic(), state)


class Visits:
    """Opens visits and keeps their faults."""

    def __init__(self, browser: Browser, sign_ins: SignIns | None = None) -> None:
        self.browser = browser
        self.faults: list[str] = []
        self._sign_ins = sign_ins or SignIns()
        self._contexts: list[BrowserContext] = []

    def visit(self, address: str, key: str = "", **wishes: Any) -> Page:
        """A page of a person who is signed in, or of a stranger; `wishes` are those of a browser context."""
        if not key:
            return self.context(address, **wishes).new_page()
        if (known := self._sign_ins.find(address, key)) is not None:
            page = self.context(address, **{"storage_state": known, **wishes}).new_page()
            page.goto("/inbox/")
            return page
        page = self.context(address, **wishes).new_page()
        serving.sign_in(page, key)
        self._sign_ins.keep(address, key, page.context.storage_state())
        return page

    def context(self, address: str, **wishes: Any) -> BrowserContext:
        """A browser of one person."""
        wanted = {"base_url": address, "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}, **wishes}
        context = self.browser.new_context(**wanted)
        context.set_default_timeout(10_000)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("response", self._look)
        self._contexts.append(context)
        return context

    def close(self) -> None:
        """End every visit."""
        for context in self._contexts:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(PLAINLY_A_STATUS):
            self.faults.append(f"{message.type} on {message.location.get('url')}: {message.text}")

    def _look(self, response: Response) -> None:
        page = response.request.resource_type == "document"
        if response.status >= 400 and not (page and response.status in REFUSED_ON_PURPOSE):
            self.faults.append(f"{response.status} {response.url}")
