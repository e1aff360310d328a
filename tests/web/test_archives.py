"""Zip files of processes: packed and opened again, and bounded whatever they claim."""

import zipfile
from io import BytesIO

import pytest

from webapp import archives

FILES = {"a.bpmn": b"<a/>", "b.form": b"{}"}


def test_what_is_packed_is_unpacked() -> None:
    assert dict(archives.unpack(archives.pack(FILES))) == FILES


def test_the_same_files_make_the_same_archive() -> None:
    assert archives.pack(FILES) == archives.pack(dict(reversed(FILES.items())))


def test_folders_and_what_systems_add_are_left_out() -> None:
    packed = _zipped({"models/": b"", "models/a.bpmn": b"<a/>", "__MACOSX/models/._a.bpmn": b"x", ".DS_Store": b"x"})

    assert archives.unpack(packed) == [("models/a.bpmn", b"<a/>")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (archives.pack(FILES)[:-30], "damaged"),
        (archives.pack({f"{number}.form": b"" for number in range(301)}), "entries"),
        (archives.pack({"a.bpmn": b" " * 30_000_000}), "ratio"),
    ],
)
def test_what_is_damaged_or_beyond_all_bounds_is_not_opened(content: bytes, reason: str) -> None:
    with pytest.raises(archives.NotUsable) as refused:
        archives.unpack(content)

    assert refused.value.reason == reason


def test_an_archive_is_not_believed_about_its_sizes() -> None:
    honest = archives.pack({"a.bpmn": b" " * 30_000_000})
    size = (30_000_000).to_bytes(4, "little")
    lying = honest.replace(size, (10).to_bytes(4, "little"))

    with pytest.raises(archives.NotUsable) as refused:
        archives.unpack(lying)

    assert lying != honest
    assert refused.value.reason in ("ratio", "damaged")


def test_many_files_that_are_too_large_together_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 200)

    with pytest.raises(archives.NotUsable) as refused:
        archives.unpack(_zipped({f"{number}.bpmn": b"0123456789" * 9 for number in range(3)}))

    assert refused.value.reason == "bytes"


def test_an_archive_with_a_password_is_not_opened() -> None:
    packed = bytearray(archives.pack({"a.bpmn": b"<a/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + place] |= 1

    with pytest.raises(archives.NotUsable) as refused:
        archives.unpack(bytes(packed))

    assert refused.value.reason == "locked"


def _zipped(files: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()
