"""What is wrong with a request, for machines: problem details (RFC 9457) in English, with a code of ours."""

import json
from collections.abc import Mapping

from flask import Response

MIME = "application/problem+json"
PREFIX = "/api/"
_TITLES: Mapping[str, tuple[int, str]] = {
    "key_missing": (401, "A valid key is needed"),
    "name_not_allowed": (403, "The key may not send messages of this name"),
    "id_used": (409, "Another message was sent with this id before"),
    "busy": (409, "The same message is being taken in at this moment"),
    "too_large": (413, "The message is too large"),
    "not_json": (415, "The message must be JSON"),
    "body_invalid": (422, "The message is not as it should be"),
    "too_many": (429, "Too many requests"),
}


class Refused(Exception):
    """A request that gets no other answer than its problem."""

    def __init__(self, code: str, *faults: Mapping[str, str], **headers: str) -> None:
        super().__init__(code)
        self.code, self.faults, self.headers = code, faults, headers

    def answer(self) -> Response:
        """The answer to the request."""
        status, title = _TITLES[self.code]
        more = {"errors": list(self.faults)} if self.faults else {}
        answer = written(status, title, code=self.code, **more)
        answer.headers.update({name.replace("_", "-"): value for name, value in self.headers.items()})
        return answer


def written(status: int, title: str, **more: object) -> Response:
    """A problem as an answer."""
    body = {"type": "about:blank", "title": title, "status": status, **more}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MIME)
