"""The general rules of the modelling field, by the pinned `bpmn-io` package; the only door to it for checking."""

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import cast

from bpmn_io import BpmnModdle, ParseError
from bpmn_io.lint import Linter
from bpmn_io.lint.config import recommended
from bpmn_io.lint.linter import Resolver
from bpmn_io.lint.resolver import NodeResolver
from bpmn_io.moddle.base import ModdleElement
from lxml import etree

from engine import errors
from engine.model import normalise
from engine.model.lint.subject import Subject, problem

OWN_RULES = frozenset({"label-required", "no-bpmndi", "no-complex-gateway"})
"""Rules of the package that rules of ours replace, with more to say; the editor in the browser still shows them."""


def code(rule: str) -> str:
    """Our code of a rule of the package."""
    return f"general_{rule.replace('-', '_')}"


def rules(subject: Subject) -> Iterator[errors.Problem]:
    """Run the package's linter over one file; it goes by the listed flows, so these are completed first."""
    tree = copy.deepcopy(subject.document.tree)
    normalise.sides.write(tree)
    try:
        text = etree.tostring(tree, encoding="unicode")
        root = BpmnModdle().from_xml(text).root_element
    except ParseError:
        yield problem("general_unreadable", subject.document.tree.get("id") or "")
        return
    resolver = cast("Resolver", NodeResolver(require=_refuse))
    reports = Linter(resolver=resolver).lint(cast("ModdleElement", root), {"rules": _configured()})
    for rule in sorted(reports):
        for report in reports[rule]:
            yield problem(code(rule), str(report.get("id") or ""), message=str(report.get("message") or ""))


def _refuse(name: str) -> object:
    """Keep the package from reading a `package.json` of the working directory."""
    raise ModuleNotFoundError(name)


@cache
def _configured() -> dict[str, str]:
    ours = json.loads(resources.files("engine.model").joinpath("bpmnlint.json").read_text("utf-8"))
    merged: Mapping[str, str] = {**recommended.CONFIG["rules"], **ours["rules"]}
    return {rule: flag for rule, flag in merged.items() if flag != "off" and rule not in OWN_RULES}


def _codes(flag: str) -> tuple[str, ...]:
    return tuple(code(rule) for rule, given in _configured().items() if given == flag)


BINDING = _codes("error")
ADVISING = (*_codes("warn"), "general_unreadable")
