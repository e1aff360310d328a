"""What tests in a real browser ask for: the product as a process of its own, and pages that nothing goes wrong on."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import installation, serving
from tests.browser.installation import Furnishing
from tests.browser.visiting import SignIns, Visits
from tests.browser.workshop import Workshop
from tests.web.conftest import catalogues

__all__ = ["catalogues"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser. Where there is none: a failure in CI, elsewhere a skip that says what is missing."""
    try:
        with serving.chromium() as browser:
            yield browser
    except serving.NoBrowser as missing:
        if serving.in_ci():
            raise
        pytest.skip(f"no browser: {missing}")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, catalogues: None) -> Furnishing:
    """An installation with cases of every kind, made once for all test processes; this one's own copy."""
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    file, names = common / "furnished.sqlite", common / "furnished.json"
    with _alone(common / "furnishing"):
        if not names.exists():
            installation.prepare(file)
            made = installation.furnish(file)
            installation.add_fault(made)
            installation.add_draft(made)
            installation.add_sample(made)
            made.close()
            names.write_text(json.dumps(made.cases), encoding="utf-8")
    own = Path(shutil.copyfile(file, tmp_path_factory.mktemp("furnished") / file.name))
    return Furnishing(own, json.loads(names.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def address(furnished: Furnishing) -> Iterator[str]:
    """Where it is served."""
    with serving.serve(furnished.file) as served:
        yield served


@pytest.fixture(scope="session")
def workshop(furnished: Furnishing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """An installation in which drafts of processes are changed and thrown away again."""
    file = Path(shutil.copyfile(furnished.file, tmp_path_factory.mktemp("workshop") / "workshop.sqlite"))
    with serving.serve(file) as served:
        made = Workshop(file, served)
        yield made
        made.close()


@pytest.fixture
def workshop_address(workshop: Workshop) -> Iterator[str]:
    """Where it is served; what the test has drafted is gone afterwards."""
    yield workshop.address
    workshop.tidy()


@pytest.fixture
def own_address(furnished: Furnishing, tmp_path: Path) -> Iterator[str]:
    """Where an installation of the test's own is served, for what is published in it."""
    file = Path(shutil.copyfile(furnished.file, tmp_path / "own.sqlite"))
    with serving.serve(file) as served:
        yield served


@pytest.fixture(scope="session")
def sign_ins() -> SignIns:
    """What has been typed into the page for it need not be typed again in the next test."""
    return SignIns()


@pytest.fixture
def visits(chromium: Browser, sign_ins: SignIns) -> Iterator[Visits]:
    """People in front of the browser; at the end of the test, whatever went wrong on any of their pages fails it."""
    made = Visits(chromium, sign_ins)
    yield made
    made.close()
    assert made.faults == []


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
