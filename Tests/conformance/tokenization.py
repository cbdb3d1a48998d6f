"""Compare `yuliao tokenize` with the three references, line by line.

    python Tests/conformance/tokenization.py --tool YULIAO --data DATA [--fuzz N] [--profile P]

The texts are every code point, random lines over all of Unicode's categories, and every text below
DATA as raw lines. Needs Python 3.11 (unicodedata 14.0), transformers 4.57.6 and tokenizers 0.22 or
0.23. Ends with status 1 if a line differs.
"""

import argparse
import functools
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
HAN_BLOCKS = [
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0x2F800, 0x2FA1F),
]  # fmt: skip


def read_vocabulary(path):
    lines = pathlib.Path(path).read_bytes().decode("utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


class Cleaning(dict):
    """For str.translate: what a character becomes before the text is split at spaces."""

    def __missing__(self, code_point):
        char = chr(code_point)
        category = unicodedata.category(char)
        if code_point in (0x09, 0x0A, 0x0D) or category == "Zs":
            value = " "
        elif code_point in (0, 0xFFFD) or category in ("Cc", "Cf"):
            value = ""
        elif any(first <= code_point <= last for first, last in HAN_BLOCKS):
            value = f" {char} "
        else:
            value = char
        self[code_point] = value
        return value


class Google:
    """The algorithm of google-research/bert, uncased, from its description."""

    def __init__(self, vocabulary_path):
        self.vocabulary = read_vocabulary(vocabulary_path)
        self.cleaning = Cleaning()
        self.ids_of_token = functools.lru_cache(maxsize=1 << 20)(self.ids_of_token)

    def ids(self, line):
        ids = []
        for token in line.translate(self.cleaning).split():
            ids.extend(self.ids_of_token(token))
        return ids

    def ids_of_token(self, token):
        decomposed = unicodedata.normalize("NFD", token.lower())
        bare = (char for char in decomposed if unicodedata.category(char) != "Mn")
        spaced = "".join(f" {char} " if self.is_punctuation(char) else char for char in bare)
        return [piece for word in spaced.split() for piece in self.ids_of_word(word)]

    @staticmethod
    def is_punctuation(char):
        ascii_symbol = char.isascii() and char.isprintable() and not char.isalnum() and char != " "
        return ascii_symbol or unicodedata.category(char).startswith("P")

    def ids_of_word(self, word):
        unknown = [self.vocabulary["[UNK]"]]
        if len(word) > 200:
            return unknown
        ids, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self.vocabulary.get(prefix + word[start:end])
                if piece is not None:
                    ids.append(piece)
                    start = end
                    break
            else:
                return unknown
        return ids


class Slow:
    """transformers' BertTokenizer."""

    def __init__(self, vocabulary_path):
        import transformers

        self.tokenizer = transformers.BertTokenizer(str(vocabulary_path))

    def ids(self, line):
        return self.tokenizer.convert_tokens_to_ids(self.tokenizer.tokenize(line))


class Fast:
    """tokenizers' BertWordPieceTokenizer."""

    def __init__(self, vocabulary_path, special=True):
        import tokenizers

        # Reads the vocabulary itself: the package would trim U+2028 off its lines.
        self.tokenizer = tokenizers.BertWordPieceTokenizer(read_vocabulary(vocabulary_path))
        self.tokenizer._tokenizer.encode_special_tokens = not special
        self.clean = tokenizers.normalizers.BertNormalizer(True, False, False, False)
        self.decompose = tokenizers.normalizers.NFD()

    def reorders(self, line):
        """Whether canonical ordering moves a mark: the package's offsets do not move with it."""
        cleaned = self.clean.normalize_str(line)
        one_by_one = "".join(map(self.decompose.normalize_str, cleaned))
        return self.decompose.normalize_str(cleaned) != one_by_one

    def encode(self, lines):
        return self.tokenizer.encode_batch(lines, add_special_tokens=False)


def fuzz_lines(count, seed):
    """Lines over all of Unicode's categories, with what has context: marks, sigmas, specials."""
    rng = random.Random(seed)
    by_category = {}
    for code_point in range(0x110000):
        if not 0xD800 <= code_point < 0xE000 and code_point != 0x0A:
            char = chr(code_point)
            by_category.setdefault(unicodedata.category(char), []).append(char)
    categories = sorted(by_category)
    marks = [c for c in map(chr, range(0x110000)) if unicodedata.combining(c)]
    kept = [c for c in marks if unicodedata.category(c) != "Mn"]
    decomposed = [c for c in map(chr, range(0x110000)) if unicodedata.decomposition(c)[:1] > "<"
                  or unicodedata.decomposition(c)[:1].isdigit()]
    pools = [
        lambda: rng.choice(by_category[rng.choice(categories)]),
        lambda: rng.choice(by_category[rng.choice(categories)]),
        lambda: chr(rng.randrange(0x20, 0x7F)),
        lambda: chr(rng.randrange(0x80, 0x600)),
        lambda: chr(rng.randrange(0x4E00, 0xA000)),
        lambda: rng.choice(marks),
        lambda: rng.choice(kept),
        lambda: rng.choice(decomposed),
        lambda: rng.choice("ΣσςΑαΩİıßẞ\u0345'.:\u00ad\u200b \u2028\u0085\x0b\x1c"),
        lambda: rng.choice(["the", "Hello", "训练", "2026", "un", "able", "MODEL", "ab" * 60]),
        lambda: rng.choice(SPECIAL_TOKENS + ["[mask]", "[MA", "SK]", "##", "[unused1]"]),
        lambda: " ",
    ]  # fmt: skip
    for _ in range(count):
        chosen = rng.sample(pools, rng.randint(1, 5))
        yield "".join(rng.choice(chosen)() for _ in range(rng.randint(1, 24)))


def corpus_lines(data):
    """Every line of text below the data folder: prose, JSON Lines texts, wikitext as raw text."""
    for path in sorted(data.rglob("*")):
        if path.suffix in (".txt", ".json", ".jsonl", ".wiki", ".wikitext", ".md", ".conllu"):
            if path.is_file() and path.name != "SOURCE.txt":
                yield path, path.read_bytes().decode("utf-8", "ignore").split("\n")


def run(command, lines, vocabulary, profile, *options):
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write("".join(line + "\n" for line in lines).encode("utf-8"))
        file.flush()
        arguments = ["tokenize", "--profile", profile, "--vocabulary", str(vocabulary), *options]
        done = subprocess.run(
            [*command, *arguments, file.name], check=True, stdout=subprocess.PIPE
        )
    return done.stdout.decode("utf-8").split("\n")[:-1]


def report(name, profile, lines, differing):
    print(f"{profile:8} {name}: {len(lines)} lines, {len(differing)} differ", flush=True)
    for number, ours, theirs in differing[:3]:
        print(f"  line {number + 1}: {lines[number]!r}\n    ours   {ours}\n    theirs {theirs}")
    return len(differing)


def compare_ids(name, profile, lines, ours, references):
    assert len(ours) == len(lines), (len(ours), len(lines))
    differing = []
    for number, (line, mine) in enumerate(zip(lines, ours)):
        theirs = " ".join(map(str, references(line)))
        if mine != theirs:
            differing.append((number, mine, theirs))
    return report(name, profile, lines, differing)


def compare_fast(name, lines, ours, reference):
    """Ids, and offsets where no mark is reordered; the package counts characters, yuliao bytes."""
    differing = []
    for first in range(0, len(lines), 10_000):
        batch = lines[first : first + 10_000]
        for offset, (line, encoding) in enumerate(zip(batch, reference.encode(batch))):
            mine = json.loads(ours[first + offset])
            if line.isascii():
                spans = [list(span) for span in encoding.offsets]
            else:
                place = [0]
                for char in line:
                    place.append(place[-1] + len(char.encode("utf-8")))
                spans = [[place[start], place[end]] for start, end in encoding.offsets]
            differs = mine["offsets"] != spans and not reference.reorders(line)
            if differs or mine["ids"] != encoding.ids:
                theirs = (encoding.ids, spans)
                differing.append((first + offset, (mine["ids"], mine["offsets"]), theirs))
    return report(name, "hf-fast", lines, differing)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the yuliao command")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of test texts")
    parser.add_argument("--vocabulary", type=pathlib.Path, help="default: DATA/vocab/vocab.txt")
    parser.add_argument("--fuzz", type=int, default=100_000, help="number of fuzz lines")
    parser.add_argument("--profile", choices=["google", "hf-slow", "hf-fast"])
    parser.add_argument("--only", help="only files whose path contains this; 'fuzz' for none")
    arguments = parser.parse_args()
    assert unicodedata.unidata_version == "14.0.0", "Python 3.11 has the pinned Unicode tables"
    command = [arguments.tool]
    arguments.vocabulary = arguments.vocabulary or arguments.data / "vocab" / "vocab.txt"
    profiles = [arguments.profile] if arguments.profile else ["google", "hf-fast", "hf-slow"]

    texts = [("every code point", [f"a{chr(c)}b {chr(c)}" for c in range(0x110000)
                                   if not 0xD800 <= c < 0xE000 and c != 0x0A])]  # fmt: skip
    texts.append(("fuzz", list(fuzz_lines(arguments.fuzz, seed=1))))
    for path, lines in corpus_lines(arguments.data):
        if arguments.only is None or arguments.only in str(path):
            texts.append((str(path.relative_to(arguments.data)), lines))

    differing = 0
    for profile in profiles:
        if profile == "hf-fast":
            for special in (True, False):
                reference = Fast(arguments.vocabulary, special)
                policy = "special" if special else "text"
                options = ["--json", "--special-tokens"] if special else ["--json"]
                for name, lines in texts:
                    ours = run(command, lines, arguments.vocabulary, profile, *options)
                    differing += compare_fast(f"{name} ({policy})", lines, ours, reference)
            continue
        options = ["--ids"]
        reference = Google(arguments.vocabulary)
        if profile == "hf-slow":
            reference = Slow(arguments.vocabulary)
            options += ["--special-tokens"]
        for name, lines in texts:
            ours = run(command, lines, arguments.vocabulary, profile, *options)
            differing += compare_ids(name, profile, lines, ours, reference.ids)
    print(f"{differing} lines differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
