"""What may come in a file from outside, and how it is refused."""

import time

import pytest

from engine import errors
from engine.model import documents, lint
from tests.unit.model.bpmn_texts import HEAD, around, file, node, process

_PLAIN = around(node("task", "t"), "t").decode()
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _with_dtd(dtd: str, text: str = "") -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE d [{dtd}]>' + HEAD + process(node("task", "t", text)) + "</bpmn:definitions>"
    )


HOSTILE = {
    "document type": ("xml_doctype", ("<!DOCTYPE d>" + _PLAIN).encode()),
    "document type in UTF-16": (
        "xml_doctype",
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]>' + _PLAIN).encode("utf-16"),
    ),
    "internal entity": ("xml_doctype", _with_dtd('<!ENTITY x "hello">', "&x;").encode()),
    "entity from a file": ("xml_doctype", _with_dtd('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;").encode()),
    "parameter entity": ("xml_doctype", _with_dtd('<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;').encode()),
    "external document type": ("xml_doctype", ('<!DOCTYPE d SYSTEM "file:///etc/none.dtd">' + _PLAIN).encode()),
    "a billion laughs": (None, _with_dtd('<!ENTITY l0 "lol">' + _LAUGHS, "&l9;").encode()),
    "quadratic growth": (None, _with_dtd(f'<!ENTITY a "{"a" * 40_000}">', "&a;" * 1_000).encode()),
    "deep nesting": (None, file("<bpmn:group>" * 3_000 + "</bpmn:group>" * 3_000)),
    "many attributes": (
        "xml_too_many_nodes",
        file(process("".join(f'<bpmn:task id="t{n}" a="" b="" c="" d="" />' for n in range(5_000)))),
    ),
    "one element with many attributes": (
        "xml_too_many_nodes",
        file("<a " + " ".join(f'a{n}=""' for n in range(21_000)) + "/>"),
    ),
    "a long text": ("xml_too_large", file(process(node("task", "t", "z" * 5_000_000)))),
    "an inclusion": (
        "xml_include",
        file('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" />'),
    ),
    "an instruction": ("xml_instruction", ('<?xml-stylesheet href="http://127.0.0.1:9/x"?>' + _PLAIN).encode()),
    "an instruction before a comment": ("xml_instruction", b"<?php echo 1 ?><!-- so -->" + _PLAIN.encode()),
    "an instruction at the end": ("xml_instruction", _PLAIN.encode() + b"<?php echo 1 ?>"),
    "an instruction inside": ("xml_instruction", file(process("<?php echo 1 ?>"))),
    "another kind of file": ("not_bpmn", b"<html><body>no model</body></html>"),
    "no XML at all": ("xml_not_well_formed", b"hello"),
    "nothing": ("xml_not_well_formed", b""),
    "a NUL byte": ("xml_not_well_formed", _PLAIN.encode().replace(b"task", b"ta\x00k", 1)),
    "wrong bytes for the declared encoding": ("xml_not_well_formed", (_PLAIN + "<!-- å -->").encode("latin-1")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_and_by_name(name: str) -> None:
    code, data = HOSTILE[name]
    before = time.process_time()
    with pytest.raises(errors.ModelRejected) as refused:
        documents.read(data)
    assert time.process_time() - before < 1
    assert len(refused.value.problems) == 1
    assert refused.value.problems[0].code in lint.CODES
    assert code in (None, refused.value.problems[0].code)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_check_names_the_hostile_file_and_goes_on_with_the_others(name: str) -> None:
    found = lint.check({"bad.bpmn": HOSTILE[name][1], "good.bpmn": around(node("task", "t"), "t")})
    assert [problem.file for problem in found if problem.severity is errors.Severity.ERROR] == ["bad.bpmn"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declaration_of_the_file_decides_its_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + around(node("task", "t", name="Ansøgning"), "t").decode()
    assert documents.read(text.encode(encoding)).element("t").name == "Ansøgning"


def test_the_words_of_a_refused_file_are_not_quoted() -> None:
    with pytest.raises(errors.ModelRejected) as refused:
        documents.read(b"<a>secret")
    assert "secret" not in repr(refused.value.problems)
