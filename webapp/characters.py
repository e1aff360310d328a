"""Characters that are no text: nobody types them, and no database keeps all of them."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def without_controls(text: str, instead: str = "") -> str:
    """Text with something instead of each control character; line breaks and tabs stay."""
    return _CONTROLS.sub(instead, text)
