"""Files in the encoding that every tool reads."""

from lxml import etree

from engine import xml


def unicode(content: bytes) -> bytes:
    """An XML file in UTF-8; one that is in it already comes back as it is. Raises ModelRejected as the reader does."""
    root = xml.read(content)
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() in ("UTF-8", "ASCII", "US-ASCII"):
        return content
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
