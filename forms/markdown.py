"""Prose of a form: Markdown or HTML by a process owner, made safe to show."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "b", "i", "u", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "hreflang", "lang", "title"}, "th": {"scope"}, "td": {"colspan", "rowspan"}}
_ADDRESSES = {"https", "http", "mailto", "tel"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def render(text: str) -> Markup:
    """Markdown as HTML; HTML inside it is shown, not obeyed. One `h1` stands on the page already, so `#` is an `h2`."""
    html = str(_MARKDOWN.render(text)).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return clean(html)


def clean(html: str) -> Markup:
    """HTML reduced to plain prose: no scripts, styles, pictures, frames or form elements."""
    return Markup(  # noqa: S704 - cleaned by a parser against a short list
        nh3.clean(
            html,
            tags=_TAGS | _HEADINGS | _TABLES,
            attributes=_ATTRIBUTES,
            url_schemes=_ADDRESSES,
            link_rel="noopener noreferrer",
        )
    )
