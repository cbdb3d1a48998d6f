#!/usr/bin/env python3
"""Compare `yuliao segment` with jieba 0.42.1 from PyPI, line by line.

    python segmentation.py --tool YULIAO --data DATA [--fuzz N] [--seed N] [--only CHECK]...

Needs `jieba==0.42.1` in the running Python. DATA is a directory with `prose/*.txt` and, where it
is there, `jieba-conformance/jiebago-expected.jsonl`. Every mode is compared on every prose file, on
N random lines, and on random lines with a random user dictionary. Exit status 1 when a line differs.
"""

import argparse
import glob
import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile

import jieba
import jieba.analyse
import jieba.finalseg
import jieba.posseg

CHECKS = ["prose", "fuzz", "user", "keywords", "cases"]

# No text that is compared contains it, so joined words can be told apart.
DELIMITER = "\x01"

MODES = {
    "accurate": (["--mode", "accurate"], lambda t, line: t.lcut(line)),
    "accurate, no HMM": (["--mode", "accurate", "--no-hmm"], lambda t, line: t.lcut(line, HMM=False)),
    "full": (["--mode", "full"], lambda t, line: t.lcut(line, cut_all=True)),
    "search": (["--mode", "search"], lambda t, line: t.lcut_for_search(line)),
    "search, no HMM": (
        ["--mode", "search", "--no-hmm"],
        lambda t, line: t.lcut_for_search(line, HMM=False),
    ),
    "tags": (["--pos"], lambda t, line: tagged(t, line)),
    "tags, no HMM": (["--pos", "--no-hmm"], lambda t, line: tagged(t, line, HMM=False)),
}

TAGGERS = {}


def tagged(tokenizer, line, **options):
    if id(tokenizer) not in TAGGERS:
        TAGGERS.clear()
        TAGGERS[id(tokenizer)] = jieba.posseg.POSTokenizer(tokenizer)
    return [str(pair) for pair in TAGGERS[id(tokenizer)].lcut(line, **options)]


def read_lines(path):
    with open(path, "rb") as file:
        lines = file.read().decode("utf-8").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def ours(yuliao, path, options):
    command = [yuliao, "segment", *options, "--delimiter", DELIMITER, path]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"segmentation.py: {' '.join(command)} ended with status {done.returncode}")
    return done.stdout.decode("utf-8").split("\n")


def compare(name, yuliao, path, options, expected):
    """The number of lines of `path` on which we differ from `expected(line)`."""
    lines = read_lines(path)
    found = ours(yuliao, path, options)
    if len(found) != len(lines) + 1:
        print(f"{name}: {len(found) - 1} lines out for {len(lines)} in")
        return abs(len(found) - 1 - len(lines)) or 1
    differing = 0
    for line, cut in zip(lines, found):
        wanted = DELIMITER.join(expected(line))
        if cut != wanted:
            differing += 1
            if differing <= 3:
                print(f"  {line!r}\n    jieba {wanted.split(DELIMITER)}\n    ours  {cut.split(DELIMITER)}")
    print(f"{name}: {differing} of {len(lines)} lines differ", flush=True)
    return differing


class Fuzz:
    """Random lines of what breaks segmenters."""

    def __init__(self, seed, prose):
        self.random = random.Random(seed)
        self.words = [word for word, freq in jieba.dt.FREQ.items() if freq]
        self.prose = prose

    def piece(self):
        pick = self.random
        kind = pick.randrange(16)
        if kind < 4:
            return pick.choice(self.words)
        if kind < 7:
            line = pick.choice(self.prose)
            start = pick.randrange(len(line) + 1)
            return line[start : start + pick.randrange(1, 12)]
        if kind == 7:
            return "".join(chr(pick.randrange(0x4E00, 0x9FFF)) for _ in range(pick.randrange(1, 6)))
        if kind == 8:
            return "".join(pick.choice("abzAZ019") for _ in range(pick.randrange(1, 5)))
        if kind == 9:
            return "".join(pick.choice("+#&._%-") for _ in range(pick.randrange(1, 4)))
        if kind == 10:
            return pick.choice([" ", "  ", "\r", "\t", "\u3000", "\x1c", "\x85", "\xa0", "\u2028", "\x0b"])
        if kind == 11:
            return pick.choice("㐀䶿𠀀𠮷𪚥鿖鿕龥一豈﨑〇")
        if kind == 12:
            return pick.choice("１２ＡＢａ％。，！（）《》·「」……——")
        if kind == 13:
            return pick.choice(["😀", "👨‍👩‍👧", "🇨🇳", "é", "e\u0301", "ß", "Ж", "カタ", "が", "か\u3099"])
        if kind == 14:
            return pick.choice(["3.14%", "v1.2.3", "C++", "T恤", "AA制", "1,000", "2020-01-01", "a.b", "B超"])
        return pick.choice("的一是了我不在人有他这中大来上国")

    def line(self):
        return "".join(self.piece() for _ in range(self.random.randrange(0, 12))).replace("\n", "")

    def user_dictionary(self):
        """Lines in every form jieba takes, and some that it takes otherwise than meant."""
        pick = self.random
        for _ in range(pick.randrange(1, 40)):
            word = "".join(self.piece() for _ in range(pick.randrange(1, 3))).strip("\ufeff") or "词"
            frequency = pick.choice(["", " 0", " 1", " 3", " 100", " 99999", f" {pick.randrange(10**6)}"])
            tag = pick.choice(["", "", " n", " nz", " NZ", " nz2"])
            yield re.sub(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "", word) + frequency + tag


def write_lines(path, lines):
    with open(path, "wb") as file:
        file.write("".join(line + "\n" for line in lines).encode("utf-8"))


def check_user_dictionaries(yuliao, fuzz, directory, rounds):
    differing = 0
    for number in range(rounds):
        dictionary = os.path.join(directory, "user.txt")
        text = os.path.join(directory, "user-fuzz.txt")
        entries = list(fuzz.user_dictionary())
        write_lines(dictionary, entries)
        words = [entry.split(" ")[0] for entry in entries]
        write_lines(
            text,
            (fuzz.line() + fuzz.random.choice(words) + fuzz.line() for _ in range(200)),
        )
        # jieba keeps deleted words for all tokenizers of a process; ours belong to a dictionary.
        jieba.finalseg.Force_Split_Words.clear()
        tokenizer = jieba.Tokenizer()
        tokenizer.initialize()
        tokenizer.load_userdict(dictionary)
        for mode, (options, expected) in MODES.items():
            options = [*options, "--user-dictionary", dictionary]
            differing += compare(
                f"user dictionary {number}, {mode}", yuliao, text, options,
                lambda line: expected(tokenizer, line),
            )
    jieba.finalseg.Force_Split_Words.clear()
    return differing


def check_agreed_cases(yuliao, path, directory):
    """The cases of jiebago that jieba 0.42.1 agrees with; those with a line feed stay out."""
    names = {"cut": "accurate", "cut_nohmm": "accurate, no HMM", "cut_all": "full",
             "search": "search", "search_nohmm": "search, no HMM",
             "posseg": "tags", "posseg_nohmm": "tags, no HMM"}
    with open(path, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    differing = 0
    for kind in sorted({case["mode"] for case in cases}):
        agreed = [c for c in cases if c["mode"] == kind and c["same_as_python_jieba_0.42.1"]
                  and "\n" not in c["text"]]
        if kind not in names:
            assert kind == "extract_tags_top20", kind
            documents = [case["text"] for case in agreed]
            for case in agreed:
                if jieba.analyse.extract_tags(case["text"], topK=20) != case["expected"]:
                    sys.exit(f"segmentation.py: this jieba disagrees with {path}: {case}")
            differing += check_keywords("jiebago keywords", yuliao, documents, directory)
            continue
        text = os.path.join(directory, "cases.txt")
        write_lines(text, (case["text"] for case in agreed))
        # Tagged words are pairs.
        wanted = iter([
            [word if isinstance(word, str) else "/".join(word) for word in case["expected"]]
            for case in agreed
        ])
        differing += compare(
            f"jiebago {kind}", yuliao, text, MODES[names[kind]][0], lambda _: next(wanted)
        )
    return differing


def check_keywords(name, yuliao, documents, directory):
    """Words and weights of both methods on whole documents."""
    paths = []
    for number, document in enumerate(documents):
        paths.append(os.path.join(directory, f"document-{number}.txt"))
        with open(paths[-1], "wb") as file:
            file.write(document.encode("utf-8"))
    differing = 0
    for method, find in (("tfidf", jieba.analyse.extract_tags), ("textrank", jieba.analyse.textrank)):
        command = [yuliao, "keywords", "--method", method, "--top", "20", *paths]
        # Each file begins with "# path"; keywords are never "#" and a space.
        output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
        found = re.split(r"^# .*\n", output, flags=re.M)[1:] if len(paths) > 1 else [output]
        wrong = abs(len(found) - len(documents))
        for document, lines in zip(documents, found):
            pairs = [line.split("\t") for line in lines.splitlines()]
            wanted = find(document, topK=20, withWeight=True)
            wrong += [(word, float(weight)) for word, weight in pairs] != wanted
        print(f"{name}, {method}: {wrong} of {len(documents)} documents differ", flush=True)
        differing += wrong
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the yuliao command")
    parser.add_argument("--data", required=True, help="folder of test texts")
    parser.add_argument("--fuzz", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--only", action="append", choices=CHECKS)
    arguments = parser.parse_args()
    checks = arguments.only or CHECKS
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    if jieba.__version__ != "0.42.1":
        sys.exit(f"segmentation.py: jieba is {jieba.__version__} (expected 0.42.1)")

    prose = sorted(glob.glob(os.path.join(arguments.data, "prose", "*.txt")))
    if not prose:
        sys.exit(f"segmentation.py: {arguments.data}/prose: expected text files")
    differing = 0
    with tempfile.TemporaryDirectory() as directory:
        fuzz = Fuzz(arguments.seed, read_lines(prose[0]))
        files = {os.path.basename(path): path for path in prose} if "prose" in checks else {}
        if "fuzz" in checks:
            path = os.path.join(directory, "fuzz.txt")
            write_lines(path, (fuzz.line() for _ in range(arguments.fuzz)))
            files[f"{arguments.fuzz} random lines"] = path
        for name, path in files.items():
            for mode, (options, expected) in MODES.items():
                differing += compare(
                    f"{name}, {mode}", arguments.tool, path, options,
                    lambda line: expected(jieba.dt, line),
                )
        if "user" in checks:
            differing += check_user_dictionaries(
                arguments.tool, fuzz, directory, max(1, arguments.fuzz // 5000)
            )
        if "keywords" in checks:
            for path in prose:
                lines = read_lines(path)
                documents = ["\n".join(lines[n : n + 20]) for n in range(0, len(lines), len(lines) // 100)]
                name = f"{os.path.basename(path)}, keywords"
                differing += check_keywords(name, arguments.tool, documents, directory)
        cases = os.path.join(arguments.data, "jieba-conformance", "jiebago-expected.jsonl")
        if "cases" in checks and os.path.exists(cases):
            differing += check_agreed_cases(arguments.tool, cases, directory)
    print(f"{differing} lines differ from jieba {jieba.__version__}")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
