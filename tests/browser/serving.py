"""The product as a process of its own, and a real browser in front of it."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.installation import COMMAND, environment
from tests.web.browser import address as mail_address
from webapp import demo

HOST, PORTS, PATIENCE = "127.0.0.1", range(20_000, 32_000), 30.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(RuntimeError):
    """This machine has no Chromium."""


@contextmanager
def serve(file: Path, command: tuple[str, ...] = COMMAND, **settings: str) -> Iterator[str]:
    """Serve an installation, with more settings in its environment; gives the address it is reached at."""
    port = _free_port()
    known = {**environment(file), "PUBLIC_URL": f"http://{HOST}:{port}", **settings}
    with (file.with_suffix(".log")).open("wb") as log:
        server = subprocess.Popen([*command, "serve", "--port", str(port)], env=known, stdout=log, stderr=log)
    try:
        _wait(server, port, file.with_suffix(".log"))
        yield f"http://{HOST}:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine; raises NoBrowser."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NoBrowser("install the package chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=list(SWITCHES))
        yield browser
        browser.close()


def sign_in(page: Page, key: str) -> None:
    """Sign in as one of the demonstration's people on the page that asks for it."""
    page.goto("/sign-in")
    page.locator("#email").fill(mail_address(key))
    page.locator("#password").fill(demo.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/inbox/")


def speak(page: Page, language: str) -> None:
    """Choose a language by the switch of the page that is open, unless it is in that language."""
    link, button = (page.locator(f"header {kind}") for kind in (f"a[hreflang={language}]", f"button[lang={language}]"))
    if link.count():
        page.goto(link.first.get_attribute("href") or "")
    elif button.count():
        with page.expect_navigation():
            button.first.dispatch_event("click")


def _free_port() -> int:
    for port in random.sample(PORTS, 50):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    raise OSError("no free port")


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if not probe.connect_ex((HOST, port)):
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def in_ci() -> bool:
    """Whether something that is missing is a failure."""
    return bool(os.environ.get("CI"))
