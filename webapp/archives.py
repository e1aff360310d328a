"""Files of a process together as one zip file, and what comes in as one, within bounds."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

SUFFIX = ".zip"
MOST_ENTRIES, MOST_BYTES, LARGEST_RATIO = 300, 40_000_000, 200
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of the time that zip files can tell; the same files make the same archive
_BLOCK = 65_536
_DAMAGES = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError)
_SIDE_FILES = re.compile(r"(^|/)(__MACOSX/|\.[^/]*$)")


class NotUsable(Exception):
    """An archive that is not opened: `reason` is damaged, entries, bytes, ratio or locked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pack(files: Mapping[str, bytes]) -> bytes:
    """Files by name as one archive."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def unpack(content: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive, without folders and what systems add on their own; raises NotUsable.

    What the archive says about its sizes is not believed: reading stops where a bound is passed.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise NotUsable("entries")
            return list(_files(archive, entries, len(content)))
    except (*_DAMAGES, NotImplementedError) as fault:
        raise NotUsable("damaged") from fault
    except RuntimeError as fault:  # what zipfile says about a password
        raise NotUsable("locked") from fault


def _files(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> Iterator[tuple[str, bytes]]:
    total = 0
    for entry in entries:
        if entry.is_dir() or _SIDE_FILES.search(entry.filename):
            continue
        read = _bounded(archive, entry, MOST_BYTES - total, LARGEST_RATIO * packed - total)
        total += len(read)
        yield entry.filename, read


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, by_ratio: int) -> bytes:
    read = bytearray()
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            read += block
            if len(read) > most:
                raise NotUsable("bytes")
            if len(read) > max(by_ratio, _BLOCK):
                raise NotUsable("ratio")
    return bytes(read)
