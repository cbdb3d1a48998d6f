"""Write Sources/Tokenization/Tables: what each reference does to every code point.

Run with the Python whose unicodedata the google and hf-slow profiles are pinned to (3.11, Unicode
14.0) and with the `tokenizers` package (0.22 and 0.23 agree) that hf-fast is pinned to:

    python Tests/conformance/make-tokenization-tables.py

The tables are observed, not copied: unicodedata is asked for categories, lower case and
decompositions, and the tokenizers package is run over each code point.
"""

import pathlib
import sys
import textwrap
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

TABLES = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Tokenization" / "Tables"
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
# What str.split and Rust's char::is_whitespace split at, once control characters are gone.
SPACES = [c for c in CODE_POINTS if chr(c) in "\t\n\r" or unicodedata.category(chr(c))[0] == "Z"]


def is_ascii_punctuation(c):
    return 33 <= c <= 47 or 58 <= c <= 64 or 91 <= c <= 96 or 123 <= c <= 126


class Python:
    """google-research/bert and transformers' slow tokenizer: lower, NFD, drop Mn."""

    def removed(self, c):
        control = unicodedata.category(chr(c)) in ("Cc", "Cf") and chr(c) not in "\t\n\r"
        return control or c in (0, 0xFFFD)

    def outputs(self, c):
        kept = unicodedata.normalize("NFD", chr(c).lower())
        return [ord(k) for k in kept if unicodedata.category(k) != "Mn"]

    def combining(self, c):
        return unicodedata.combining(chr(c))

    def punctuation(self, c):
        return is_ascii_punctuation(c) or unicodedata.category(chr(c))[0] == "P"


class Crates:
    """Hugging Face tokenizers: NFD, drop Mn, lower, each with the tables its crate froze."""

    def __init__(self):
        self.clean = normalizers.BertNormalizer(True, False, False, False)
        self.fold = normalizers.BertNormalizer(False, False, True, True)
        self.nfd = normalizers.NFD()
        self.split = pre_tokenizers.BertPreTokenizer()

    def removed(self, c):
        return self.clean.normalize_str(f"a{chr(c)}a") == "aa"

    def outputs(self, c):
        return [ord(k) for k in self.fold.normalize_str(chr(c))]

    def combining(self, c):
        # A mark of class 1 moves before a mark of a greater class, and before no other.
        moved = self.nfd.normalize_str(f"a{chr(c)}\u0334")
        ours = unicodedata.combining(chr(c))
        if moved == unicodedata.normalize("NFD", f"a{chr(c)}\u0334"):
            return ours
        assert moved == f"a{chr(c)}\u0334" or len(moved) > 3 or ours == 0, hex(c)
        return 0

    def punctuation(self, c):
        return len(self.split.pre_tokenize_str(f"a{chr(c)}b")) == 3


def jamo(c):
    """The arithmetic by which a Hangul syllable is two or three letters (Unicode, 3.12)."""
    lead, vowel, tail = (c - 0xAC00) // 588, (c - 0xAC00) % 588 // 28, (c - 0xAC00) % 28
    return [0x1100 + lead, 0x1161 + vowel] + ([0x11A7 + tail] if tail else [])


def classify(reference):
    """Each code point that is not a letter standing for itself: its class and its outputs."""
    classes, mappings = {}, {}
    for c in CODE_POINTS:
        if c in SPACES_SET:
            continue
        outputs = reference.outputs(c)
        combining = reference.combining(c)
        if reference.removed(c):
            classes[c] = "removed"
        elif not outputs:
            classes[c] = "droppedMarks" if combining else "droppedStarters"
        elif reference.punctuation(c) and outputs == [c]:
            classes[c] = "punctuation"
        elif combining and outputs == [c]:
            classes[c] = f"keptMarks:{combining:X}"
        # Only a character that becomes one other may become punctuation.
        assert len(outputs) < 2 or not any(map(reference.punctuation, outputs)), hex(c)
        # So a text of n bytes never has more than n pieces.
        assert len(outputs) <= len(chr(c).encode()), hex(c)
        if outputs and outputs != [c] and c not in classes:
            if c in HANGUL:
                assert outputs == jamo(c), hex(c)
            else:
                mappings[c] = outputs
    return classes, mappings


def runs(code_points):
    """Consecutive code points as first-last, in hexadecimal."""
    found = []
    for c in sorted(code_points):
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in found]


def mapping_runs(mappings):
    """`cp:out+out`, or `first-last:out` where one output rises with the code point."""
    found = []
    for c in sorted(mappings):
        out = mappings[c]
        last = found[-1] if found else None
        if last and last[1] == c - 1 and len(out) == len(last[2]) == 1:
            if out[0] - last[2][0] == c - last[0]:
                last[1] = c
                continue
        found.append([c, c, out])
    return [
        (f"{a:X}" if a == b else f"{a:X}-{b:X}") + ":" + "+".join(f"{o:X}" for o in out)
        for a, b, out in found
    ]


def literal(name, summary, items):
    indent = " " * 8
    lines = textwrap.wrap(" ".join(items), 88, break_on_hyphens=False)
    body = "\n".join(indent + line for line in lines)
    return f'    /// {summary}\n    static let {name} = """\n{body}\n        """\n'


def write(name, header, literals):
    text = f"// {header}\n// Written by Tests/conformance/make-tokenization-tables.py.\n\n"
    text += f"extension {name.split('+')[0]} {{\n" + "\n".join(literals) + "}\n"
    (TABLES / f"{name}.swift").write_text(text, encoding="utf-8")


def of_class(classes, name):
    return [c for c, k in classes.items() if k == name]


def now_only(changed, now, name):
    return runs(c for c in changed if now.get(c) == name)


def kept_marks(classes):
    values = sorted({k for k in classes.values() if k.startswith("keptMarks:")})
    return [
        run + ":" + value.split(":")[1] for value in values for run in runs(of_class(classes, value))
    ]


SPACES_SET = set(SPACES)
HANGUL = range(0xAC00, 0xD7A4)


def main():
    assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version
    python, crates = classify(Python()), classify(Crates())
    classes, mappings = python
    # hf-slow composes (NFC) before it lowers. That changes nothing as long as lower case is
    # stable under composition, which is checked here instead of composing.
    for c in CODE_POINTS:
        parts = unicodedata.decomposition(chr(c)).split()
        if parts and parts[0][0] != "<" and unicodedata.normalize("NFC", chr(c)) == chr(c):
            if all(chr(int(p, 16)).lower() == chr(int(p, 16)) for p in parts):
                assert chr(c).lower() == chr(c), hex(c)

    cased = [c for c in CODE_POINTS if f"A\u03a3{chr(c)}".lower()[1] == "\u03c3"]
    ignorable = [
        c
        for c in set(CODE_POINTS) - set(cased)
        if f"A\u03a3{chr(c)}A".lower()[1] == "\u03c3" or classes.get(c) == "removed"
    ]
    other = [c for c in CODE_POINTS if unicodedata.category(chr(c))[0] == "C"]
    write(
        "CharacterTable+Unicode14",
        "What Python 3.11 (Unicode 14.0) does to a code point: lower case, NFD, Mn dropped.",
        [
            literal("spaces", "Where words end.", runs(SPACES)),
            literal("removed", "Cc and Cf, U+0000 and U+FFFD.", runs(of_class(classes, "removed"))),
            literal(
                "removedBySlow",
                "What hf-slow removes beyond that: Co and Cn.",
                runs(c for c in other if classes.get(c) != "removed" and c not in SPACES_SET),
            ),
            literal("punctuation", "ASCII symbols and P.", runs(of_class(classes, "punctuation"))),
            literal(
                "droppedMarks",
                "Mn with a combining class.",
                runs(of_class(classes, "droppedMarks")),
            ),
            literal(
                "droppedStarters",
                "Mn of combining class 0, which no mark moves across.",
                runs(of_class(classes, "droppedStarters")),
            ),
            literal(
                "keptMarks", "Mc with a combining class, and the class.", kept_marks(classes)
            ),
            literal(
                "cased", "Cased and not case-ignorable, next to a capital sigma.", runs(cased)
            ),
            literal(
                "caseIgnorable",
                "Case-ignorable or removed, next to a capital sigma.",
                runs(ignorable),
            ),
        ],
    )
    write(
        "CharacterTable+Unicode14Mappings",
        "What Python 3.11 (Unicode 14.0) turns a code point into: lower case, NFD, Mn dropped.",
        [literal("mappings", "A code point or a run, and what becomes of it.", mapping_runs(mappings))],
    )

    now, folded = crates
    changed = {c for c in CODE_POINTS if now.get(c) != classes.get(c)}
    changed -= {c for c in changed if c not in now and c in folded}
    changed_mappings = {c: o for c, o in folded.items() if mappings.get(c) != o}
    assert not now_only(changed, now, "droppedStarters")
    letters = {c for c in changed if c not in now}
    letters |= {c for c in mappings if c not in folded and c not in now}

    write(
        "CharacterTable+Crates",
        f"Where tokenizers {tokenizers.__version__} departs from Unicode 14.0, by its frozen crates.",
        [
            literal("crateLetters", "Letters that stand for themselves.", runs(letters)),
            literal("crateRemoved", "Removed.", now_only(changed, now, "removed")),
            literal("cratePunctuation", "Punctuation.", now_only(changed, now, "punctuation")),
            literal("crateDroppedMarks", "Dropped, with a class.", now_only(changed, now, "droppedMarks")),
            literal(
                "crateKeptMarks",
                "Kept, and the combining class.",
                kept_marks({c: k for c, k in now.items() if c in changed}),
            ),
            literal(
                "crateMappings", "Mapped, and to what.", mapping_runs(changed_mappings)
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
