"""Reports of mail servers about mail that came back (RFC 3464)."""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import default

from webapp.mail import tokens

_STATUS = re.compile(r"5\.[0-9]{1,3}\.[0-9]{1,3}")


def read(report: bytes) -> tuple[int, str] | None:
    """The mail that came back for good and its status; None for anything else, a delay for instance."""
    message = message_from_bytes(report, policy=default)
    mail_id = tokens.read_bounce(" ".join(str(value) for value in message.values()))
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            status = _final(part)
            if status and mail_id is not None:
                return mail_id, status
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
