"""An audit review in a real browser: search, story, files, the state of the chains, and a sample with a finding."""

import csv
from io import BytesIO
from pathlib import Path

from lxml import etree
from playwright.sync_api import Download, Page, expect

from tests.browser import examination, words
from tests.walks import gates

XES = "{http://www.xes-standard.org/}"
VOTE = words.NAMES["t_gate_vote"]["sv"]
QUESTION = "Vem har bekräftat att skolorna svarar i tid?"


def what_changed_is_found(page: Page, number: str, reason: str) -> None:
    """Nobody above the coordinators was told; a reason finds the entry, which says what was before and after."""
    page.goto(f"/audit/?case={number}&action=task.escalated")
    expect(page.locator("tbody tr").first).to_contain_text("Ingen fick besked om tidsfristen för ”")
    page.goto("/audit/")
    page.locator("#q").fill(reason)
    page.get_by_role("button", name=words.said("sv", "Filter")).click()
    [row] = page.locator("tbody tr").all()
    expect(row).to_contain_text(number)
    expect(row).to_contain_text("Rasmus Lind Bagger")
    examination.is_sound(page)

    row.get_by_role("link").last.click()
    facts = page.locator("section[aria-labelledby=facts] dl")
    for label, value in (("Before", "11 maj 2027"), ("After", "20 maj 2027"), ("Reason", reason)):
        told = facts.locator("dt", has_text=words.said("sv", label)).locator("+ dd")
        expect(told).to_contain_text(value)
    expect(page.locator("section[aria-labelledby=chain]")).to_contain_text(
        words.said("sv", "The hash fits what is recorded here and the entry before it.")
    )
    examination.is_sound(page)


def the_story_is_printed(page: Page, number: str) -> None:
    """The story of a case on paper has its words and no buttons; the PDF is one."""
    page.goto(f"/cases/{number}/story")
    expect(page.locator("main")).to_contain_text(gates.REASON)
    examination.is_sound(page)
    page.emulate_media(media="print")
    expect(page.locator("#history")).to_be_visible()
    for gone in ("header nav", "main .btn", "main details"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    page.emulate_media(media="screen")

    link = page.get_by_role("link", name=words.said("sv", "Get it as PDF")).get_attribute("href") or ""
    paper = page.request.get(link)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-1.7")


def entries_are_taken_along(page: Page, number: str) -> None:
    """Both files have the same entries, with the four votes that count or say why not, each by another person."""
    lines = _exported(page, number, "CSV").decode("utf-8-sig").splitlines()
    listed = {row[words.said("sv", "Number in the chain")] for row in csv.DictReader(lines, delimiter=";")}
    [trace] = etree.parse(BytesIO(_exported(page, number, "XES"))).findall(f"{XES}trace")
    events = [{part.get("key"): part.get("value") for part in event} for event in trace.findall(f"{XES}event")]

    assert len(listed) > 40
    assert len({event["seq"] for event in events} - listed) == 1  # that the first file was taken is an entry by now
    assert listed <= {event["seq"] for event in events}
    voted = [one for one in events if (one["concept:name"], one["lifecycle:transition"]) == (VOTE, "complete")]
    assert len({one["org:resource"] for one in voted}) == len(voted) == 4


def the_trail_is_sound(page: Page) -> None:
    """The last night's reading has found every chain whole, and notes are signed."""
    page.goto("/audit/chains")
    expect(page.locator(".i3-errors")).to_have_count(0)
    for row in page.locator("tbody tr").all():
        expect(row).not_to_contain_text(words.said("sv", "Not checked yet"))
        expect(row).not_to_contain_text(words.said("sv", "Not signed yet"))
    examination.is_sound(page)


def a_sample_is_drawn(page: Page) -> None:
    """Five entries by lot; the first raises a question."""
    page.goto("/audit/samples/new")
    page.locator("#quarter").select_option("2027-Q2")
    page.locator("#size").fill("5")
    page.get_by_role("button", name=words.said("sv", "Draw"), exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(5)
    page.get_by_role("link", name=words.said("sv", "Review the next entry")).click()
    page.locator("#finding-question").check()
    page.locator("#text").fill(QUESTION)
    examination.is_sound(page)
    page.get_by_role("button", name=words.said("sv", "Record and go on")).click()

    page.goto("/audit/samples/1?again=1")
    expect(page.locator("main")).to_contain_text(words.said("sv", "Drawn again, the same entries come out."))
    expect(page.locator("tbody tr").first).to_contain_text(QUESTION)
    examination.is_sound(page)


def _exported(page: Page, number: str, kind: str) -> bytes:
    page.goto(f"/cases/{number}/story")
    page.locator("summary", has_text=words.said("sv", "Export these entries")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=words.said("sv", f"Get as {kind}")).click()
    return _content(download.value)


def _content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()
