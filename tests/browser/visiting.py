"""Visits of people: each in a browser context of their own, and whatever goes wrong on a page is kept."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser import serving

REFUSED_ON_PURPOSE = {401, 403, 404, 409, 410, 422}
PLAINLY_A_STATUS = "Failed to load resource: the server responded with a status of"
TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""


class Visits:
    """Opens visits and keeps their faults."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults: list[str] = []
        self._contexts: list[BrowserContext] = []

    def visit(self, address: str, key: str = "", **wishes: Any) -> Page:
        """A page of a person who is signed in, or of a stranger; `wishes` are those of a browser context."""
        page = self.context(address, **wishes).new_page()
        if key:
            serving.sign_in(page, key)
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
