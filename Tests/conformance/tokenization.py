"""Compare `yuliao tokenize` with the three references, line by line.

    python Tests/conformance/tokenization.py --tool YULIAO --data DATA [--fuzz N] [--profile P]

The texts are every code point, random lines over all of Unicode's categories, every file of text
below DATA as raw lines, and the strings in its JSON Lines. Needs Python 3.11 (unicodedata 14.0),
transformers 4.57.6 and tokenizers 0.22 or 0.23. Ends with status 1 if a line differs.

The references take an hour for what yuliao does in a minute, so that their answers are kept: a
digest for each distinct line, below --cache. An interrupted run goes on where it was.
"""

import argparse
import functools
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
# Punctuation inside, accents, a letter whose lower case is two, one that is decomposed, no piece.
NEVER_SPLIT = ["u.s.a", "c++", "caf\u00e9", "cafe", "i\u0307x", "\ud55c\uae00", "na\u0308if", "a-b",
               "x\u0323\u0307", "\u1e69", "[unused1]", "xyzq", "the", "\u4e2d"]  # fmt: skip
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

    name = "google"

    def __init__(self, vocabulary_path):
        self.vocabulary = read_vocabulary(vocabulary_path)
        self.cleaning = Cleaning()
        self.ids_of_token = functools.lru_cache(maxsize=1 << 20)(self.ids_of_token)

    def answers(self, lines):
        for line in lines:
            tokens = line.translate(self.cleaning).split()
            yield [id for token in tokens for id in self.ids_of_token(token)], None

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

    def __init__(self, vocabulary_path, never_split=None):
        import transformers

        self.name = f"transformers {transformers.__version__}"
        if never_split:
            self.name += f" never splits {digest(' '.join(never_split)).hex()}"
        self.tokenizer = transformers.BertTokenizer(str(vocabulary_path), never_split=never_split)

    def answers(self, lines):
        for line in lines:
            yield self.tokenizer.convert_tokens_to_ids(self.tokenizer.tokenize(line)), None


class Fast:
    """tokenizers' BertWordPieceTokenizer."""

    def __init__(self, vocabulary_path, special=True):
        import tokenizers

        policy = "special" if special else "text"
        self.name = f"tokenizers {tokenizers.__version__} {policy}"
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

    def answers(self, lines):
        """Ids, and offsets where no mark is reordered: in bytes, where the package has characters."""
        for line, encoding in zip(
            lines, self.tokenizer.encode_batch(lines, add_special_tokens=False)
        ):
            if not line.isascii() and self.reorders(line):
                yield encoding.ids, None
                continue
            place = [0]
            for char in line:
                place.append(place[-1] + len(char.encode("utf-8")))
            yield encoding.ids, [[place[a], place[b]] for a, b in encoding.offsets]


def record(ids, offsets):
    """An answer as a text: ids, and offsets where the reference knows them."""
    spans = "" if offsets is None else " ".join(f"{start}-{end}" for start, end in offsets)
    return f"{' '.join(map(str, ids))}|{spans}"


def digest(text):
    return hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()


class Answers:
    """A reference with its answers of earlier runs: pairs of digests, of a line and a record."""

    def __init__(self, reference, vocabulary_path, folder):
        self.reference = reference
        self.known = {}
        vocabulary = hashlib.blake2b(vocabulary_path.read_bytes(), digest_size=4).hexdigest()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{reference.name} {vocabulary}".replace(" ", "-")
        pairs = path.read_bytes() if path.exists() else b""
        for start in range(0, len(pairs) - 15, 16):
            self.known[pairs[start : start + 8]] = pairs[start + 8 : start + 16]
        self.file = open(path, "ab")
        self.file.truncate(len(pairs) // 16 * 16)

    def digests(self, lines):
        """The digest of the record of each line."""
        keys = [digest(line) for line in lines]
        missing = list({k: line for k, line in zip(keys, lines) if k not in self.known}.items())
        for first in range(0, len(missing), 2000):
            batch = missing[first : first + 2000]
            answers = self.reference.answers([line for _, line in batch])
            for (key, _), answer in zip(batch, answers):
                self.known[key] = digest(record(*answer))
                self.file.write(key + self.known[key])
            self.file.flush()
        return [self.known[key] for key in keys]


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


def never_split_lines(count, seed):
    """Lines of words that are not split, as they are listed and disturbed."""
    rng = random.Random(seed)
    between = [" ", "  ", "\u4e2d", "\u3000", "\u2028", "\u00ad", "", ",", "[MASK]", "x", "\u0301"]
    changes = [str.upper, str.title, functools.partial(unicodedata.normalize, "NFD"),
               functools.partial(unicodedata.normalize, "NFC"), lambda word: "\u200b".join(word),
               lambda word: word[::-1], lambda word: word + "s"]  # fmt: skip
    for _ in range(count):
        line = ""
        for _ in range(rng.randint(1, 8)):
            word = rng.choice(NEVER_SPLIT)
            if rng.random() < 0.5:
                word = rng.choice(changes)(word)
            line += word + rng.choice(between)
        yield line


def corpus_texts(data):
    """Every file of text below the data folder as lines, and the strings of its JSON Lines."""
    for path in sorted(data.rglob("*")):
        if not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        try:
            lines = content.decode("utf-8").split("\n")
        except UnicodeDecodeError:
            continue
        name = str(path.relative_to(data))
        yield name, lines
        strings = []
        for line in lines:
            if line.startswith("{") and line.rstrip().endswith("}"):
                try:
                    collect_strings(json.loads(line), strings)
                except json.JSONDecodeError:
                    continue
        if strings:
            yield f"{name}, its strings", "\n".join(strings).split("\n")


def collect_strings(value, strings):
    if isinstance(value, str):
        strings.append(value.encode("utf-8", "ignore").decode("utf-8"))
    elif isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            collect_strings(member, strings)


def run(command, text, options):
    """What the tool prints for a file, line by line."""
    done = subprocess.run(
        [*command, "tokenize", *options, text], check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode("ascii").split("\n")[:-1]


def compare(name, lines, command, options, answers):
    """Prints how many lines differ, with examples, and returns the number."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write("".join(line + "\n" for line in lines).encode("utf-8"))
        file.flush()
        ids = run(command, file.name, [*options, "--ids"])
        offsets = run(command, file.name, [*options, "--offsets"])
    assert len(ids) == len(offsets) == len(lines), (len(ids), len(offsets), len(lines))
    differing = [
        number
        for number, theirs in enumerate(answers.digests(lines))
        if theirs != digest(f"{ids[number]}|{offsets[number]}")
        and theirs != digest(f"{ids[number]}|")
    ]
    print(f"{answers.reference.name}: {name}: {len(lines)} lines, {len(differing)} differ",
          flush=True)  # fmt: skip
    for number in differing[:3]:
        theirs = record(*next(iter(answers.reference.answers([lines[number]]))))
        print(f"  line {number + 1}: {lines[number]!r}")
        print(f"    ours   {ids[number]}|{offsets[number]}\n    theirs {theirs}")
    return len(differing)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the yuliao command")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of test texts")
    parser.add_argument("--vocabulary", type=pathlib.Path, help="default: DATA/vocab/vocab.txt")
    parser.add_argument("--fuzz", type=int, default=1_000_000, help="number of fuzz lines")
    parser.add_argument("--profile", choices=["google", "hf-slow", "hf-fast"])
    parser.add_argument("--only", help="only files whose path contains this; 'fuzz' for none")
    parser.add_argument("--cache", type=pathlib.Path, default="build/conformance",
                        help="folder of the references' answers")  # fmt: skip
    arguments = parser.parse_args()
    assert unicodedata.unidata_version == "14.0.0", "Python 3.11 has the pinned Unicode tables"
    vocabulary = arguments.vocabulary or arguments.data / "vocab" / "vocab.txt"

    texts = [("every code point", [f"a{chr(c)}b {chr(c)}" for c in range(0x110000)
                                   if not 0xD800 <= c < 0xE000 and c != 0x0A])]  # fmt: skip
    texts.append(("fuzz", list(fuzz_lines(arguments.fuzz, seed=1))))
    for name, lines in corpus_texts(arguments.data):
        if arguments.only is None or arguments.only in name:
            texts.append((name, lines))
    never_split_texts = [("never split", list(never_split_lines(arguments.fuzz // 10, seed=1))),
                         ("fuzz", texts[1][1][: arguments.fuzz // 10])]  # fmt: skip
    print(f"{len(texts) - 2} texts, {sum(len(lines) for _, lines in texts[2:])} lines")

    never_split = [option for word in NEVER_SPLIT for option in ("--never-split", word)]
    references = [
        ("google", [], lambda: Google(vocabulary)),
        ("hf-fast", ["--special-tokens"], lambda: Fast(vocabulary, special=True)),
        ("hf-fast", [], lambda: Fast(vocabulary, special=False)),
        ("hf-slow", ["--special-tokens"], lambda: Slow(vocabulary)),
        ("hf-slow", ["--special-tokens", *never_split], lambda: Slow(vocabulary, NEVER_SPLIT)),
    ]
    differing = 0
    for profile, options, make in references:
        if arguments.profile in (None, profile):
            answers = Answers(make(), vocabulary, arguments.cache)
            options = ["--profile", profile, "--vocabulary", str(vocabulary), *options]
            for name, lines in never_split_texts if "--never-split" in options else texts:
                differing += compare(name, lines, [arguments.tool], options, answers)
    print(f"{differing} lines differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
