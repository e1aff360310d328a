"""Every walk twice: on one program, and with the program compiled anew for every call."""

from collections.abc import Callable

import pytest

from tests.unit.execution.walk import Walk


@pytest.fixture(params=[False, True], ids=["one program", "compiled anew"])
def walk(request: pytest.FixtureRequest) -> Callable[..., Walk]:
    """Begins a case."""
    return lambda files, variables=None, **more: Walk(files, variables, anew=request.param, **more)
