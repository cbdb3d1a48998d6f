#!/usr/bin/env python3
"""Builds zhwiki.xml.bz2 and zhwiki-index.txt.bz2 from pages/*.wiki.

    python3 corpora/sample/build.py            write both files, print the counts
    python3 corpora/sample/build.py --check    fail unless both files are what the pages give

The layout is that of a Wikimedia "pages-articles-multistream" dump: one bz2 stream with the
opening tag and the site's description, one stream for every ten pages, one with the closing tag.
The index holds `offset:pageid:title`, the offset being that of the stream the page lies in.
The same pages give the same bytes: nothing depends on the clock or on the order of the folder.
"""

import bz2
import hashlib
import re
import sys
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).resolve().parent
PAGES_PER_STREAM = 10
TIMESTAMP = "2026-11-21T00:00:00Z"
SCHEMA = "http://www.mediawiki.org/xml/export-0.11/"
NAMESPACES = {
    -2: "Media", -1: "Special", 0: "", 1: "Talk", 2: "User", 3: "User talk", 4: "Wikipedia",
    5: "Wikipedia talk", 6: "File", 7: "File talk", 8: "MediaWiki", 9: "MediaWiki talk",
    10: "Template", 11: "Template talk", 12: "Help", 13: "Help talk", 14: "Category",
    15: "Category talk", 100: "Portal", 101: "Portal talk", 118: "Draft", 119: "Draft talk",
    828: "Module", 829: "Module talk",
}
HEADER_FIELDS = {"title", "id", "ns", "revision", "redirect"}


class Page(NamedTuple):
    title: str
    id: int
    namespace: int
    revision: int
    redirect: str | None
    text: str


def read_page(path: Path) -> Page:
    """Reads `key: value` lines up to the first empty line, then the wikitext."""
    header, separator, text = path.read_text(encoding="utf-8").partition("\n\n")
    if not separator:
        raise SystemExit(f"{path}: no empty line after the header")
    fields = dict(line.split(": ", 1) for line in header.split("\n"))
    if fields.keys() - HEADER_FIELDS or HEADER_FIELDS - {"redirect"} - fields.keys():
        raise SystemExit(f"{path}: header must hold title, id, ns, revision [, redirect]")
    return Page(
        fields["title"], int(fields["id"]), int(fields["ns"]), int(fields["revision"]),
        fields.get("redirect"), text.rstrip("\n"),
    )


def read_pages() -> list[Page]:
    """All pages in the order of a dump, which is that of their ids."""
    pages = sorted((read_page(path) for path in HERE.glob("pages/*.wiki")), key=lambda p: p.id)
    for kind in ("id", "revision", "title"):
        if len({getattr(page, kind) for page in pages}) != len(pages):
            raise SystemExit(f"two pages share a {kind}")
    return pages


def opening() -> str:
    names = "".join(
        f'      <namespace key="{key}" case="first-letter" />\n' if not name else
        f'      <namespace key="{key}" case="first-letter">{name}</namespace>\n'
        for key, name in NAMESPACES.items()
    )
    return (
        f'<mediawiki xmlns="{SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{SCHEMA} http://www.mediawiki.org/xml/export-0.11.xsd" '
        'version="0.11" xml:lang="zh">\n'
        "  <siteinfo>\n"
        "    <sitename>Wikipedia</sitename>\n"
        "    <dbname>zhwiki</dbname>\n"
        "    <base>https://zh.wikipedia.org/wiki/Wikipedia:%E9%A6%96%E9%A1%B5</base>\n"
        "    <generator>corpora/sample/build.py</generator>\n"
        "    <case>first-letter</case>\n"
        f"    <namespaces>\n{names}    </namespaces>\n"
        "  </siteinfo>\n"
    )


def base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def page_xml(page: Page) -> str:
    raw = page.text.encode("utf-8")
    sha1 = base36(int(hashlib.sha1(raw).hexdigest(), 16)).rjust(31, "0")
    redirect = f"    <redirect title={quoteattr(page.redirect)} />\n" if page.redirect else ""
    text = escape(page.text, {'"': "&quot;"})
    return (
        "  <page>\n"
        f"    <title>{escape(page.title)}</title>\n"
        f"    <ns>{page.namespace}</ns>\n"
        f"    <id>{page.id}</id>\n"
        f"{redirect}"
        "    <revision>\n"
        f"      <id>{page.revision}</id>\n"
        f"      <timestamp>{TIMESTAMP}</timestamp>\n"
        "      <contributor>\n        <username>Sample</username>\n        <id>1</id>\n"
        "      </contributor>\n"
        f"      <origin>{page.revision}</origin>\n"
        "      <model>wikitext</model>\n"
        "      <format>text/x-wiki</format>\n"
        f'      <text bytes="{len(raw)}" sha1="{sha1}" xml:space="preserve">{text}</text>\n'
        f"      <sha1>{sha1}</sha1>\n"
        "    </revision>\n"
        "  </page>\n"
    )


def dump(pages: list[Page]) -> tuple[bytes, bytes]:
    """The multistream dump and its index, both compressed."""
    streams = bytearray(bz2.compress(opening().encode("utf-8")))
    index = ""
    for start in range(0, len(pages), PAGES_PER_STREAM):
        chunk = pages[start : start + PAGES_PER_STREAM]
        index += "".join(f"{len(streams)}:{page.id}:{page.title}\n" for page in chunk)
        streams += bz2.compress("".join(map(page_xml, chunk)).encode("utf-8"))
    streams += bz2.compress(b"</mediawiki>\n")
    return bytes(streams), bz2.compress(index.encode("utf-8"))


def han_count(text: str) -> int:
    return len(re.findall("[\u3400-\u4dbf\u4e00-\u9fff]", text))


def prose(text: str) -> str:
    """Roughly the running text: no templates, tables, references, files, comments, categories."""
    text = re.sub(r"<!--.*?-->|<ref[^>]*/>", "", text, flags=re.S)
    text = re.sub(r"<(ref|gallery|math|syntaxhighlight)\b.*?</\1>", "", text, flags=re.S)
    nested = r"\{\{[^{}]*\}\}|\{\|(?:(?!\{\||\|\}).)*\|\}"
    while (shorter := re.sub(nested, "", text, flags=re.S)) != text:
        text = shorter
    text = re.sub(r"\[\[(?:File|Image|文件|檔案|Category|分类|分類):"
                  r"(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\]", "", text)
    return re.sub(r"\[\[[^\[\]|]*\|", "", text)


def main() -> None:
    pages = read_pages()
    built = dict(zip(("zhwiki.xml.bz2", "zhwiki-index.txt.bz2"), dump(pages)))
    for name, data in built.items():
        path = HERE / name
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_bytes() != data:
                raise SystemExit(f"{path}: not what pages/ gives; run build.py")
        else:
            path.write_bytes(data)
    articles = [page for page in pages if page.namespace == 0 and page.redirect is None]
    print(f"pages {len(pages)}")
    print(f"articles {len(articles)}")
    print(f"characters {sum(len(page.text) for page in pages)}")
    print(f"han {sum(han_count(page.text) for page in pages)}")
    print(f"han_prose {sum(han_count(prose(page.text)) for page in articles)}")


if __name__ == "__main__":
    main()
