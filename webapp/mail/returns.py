"""Reports of mail servers about mail that came back (RFC 3464)."""

import re
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default

from webapp.mail import tokens

_STATUS = re.compile(r"5\.[0-9]{1,3}\.[0-9]{1,3}")


def read(report: bytes) -> tuple[int, datetime, str] | None:
    """The mail that came back for good, when it was written, and its status; None for all else, such as delays."""
    message = message_from_bytes(report, policy=default)
    mail = tokens.read_bounce(" ".join(str(value) for value in message.values()))
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            status = _final(part)
            if status and mail is not None:
                return *mail, status
    return None


def _final(part: Message) -> str:
    """The status of the first receiver that will never get it."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        assert isinstance(block, Message)  # noqa: S101
        found = _STATUS.search(str(block.get("Status", "")))
        if found and str(block.get("Action", "")).strip().lower() == "failed":
            return found.group()
    return ""
