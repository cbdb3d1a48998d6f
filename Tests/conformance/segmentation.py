#!/usr/bin/env python3
"""Compare `yuliao segment` and `yuliao keywords` with jieba 0.42.1 from PyPI, text by text.

    python segmentation.py --tool YULIAO --data DATA [--fuzz N] [--seed N] [--only CHECK]... [--known]

Needs `jieba==0.42.1` in the running Python. The texts:

- prose: each line of `DATA/prose/*.txt` and of every string in the records of `DATA/jsonl`;
- fuzz: N random lines (1,000,000);
- user: a random user dictionary for every 5,000 of those, each with 200 lines that hold its words;
- keywords: every 20 lines of each file of prose but mixed.txt, which is made of the others, and
  each record of `DATA/jsonl`;
- cases: those of `DATA/jieba-conformance` that jieba 0.42.1 agrees with.

Lines are cut in all modes, with and without the hidden Markov model, with offsets and with tags.
jieba's answers are kept in build/conformance/jieba: the first run takes hours of its time, the
next ones only ours. Without --tool they are only prepared; with --known those that are missing
are left out and counted. Ends with status 1 if a text differs.
"""

import argparse
import collections
import glob
import itertools
import json
import os
import subprocess
import sys
import tempfile

import jieba
import jieba_answers
from jieba_answers import END, FIELD, Answers, answer, digest, joined
from random_text import RandomText

CHECKS = ["prose", "fuzz", "user", "keywords", "cases"]
KEYWORD_METHODS = {"TF-IDF": "tfidf", "TextRank": "textrank"}


def from_delimited(line, cut):
    return cut + END if cut else ""


def from_json(line, cut):
    return joined(json.loads(cut))


def from_json_offsets(line, cut):
    """Ours are offsets in bytes, jieba's in code points."""
    starts = itertools.accumulate((len(char.encode("utf-8")) for char in line), initial=0)
    points = {offset: number for number, offset in enumerate(starts)}
    return joined(
        f"{word}{FIELD}{points[start]}{FIELD}{points[end]}" for word, start, end in json.loads(cut)
    )


DELIMITED = ["--delimiter", END]
OFFSETS = ["--json", "--offsets"]

# How each question is put to `yuliao segment`, and how its answer is read.
MODES = {
    "accurate": (DELIMITED, from_delimited),
    "accurate, no HMM": (["--no-hmm", *DELIMITED], from_delimited),
    "full": (["--mode", "full", "--json"], from_json),
    "search": (["--mode", "search", *DELIMITED], from_delimited),
    "search, no HMM": (["--mode", "search", "--no-hmm", *DELIMITED], from_delimited),
    "tokenize": (OFFSETS, from_json_offsets),
    "tokenize search": (["--mode", "search", *OFFSETS], from_json_offsets),
    "tags, no HMM": (["--pos", "--no-hmm", *DELIMITED], from_delimited),
    "tags": (["--pos", *DELIMITED], from_delimited),
}


def read_lines(path):
    with open(path, "rb") as file:
        lines = file.read().decode("utf-8").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def write_lines(path, lines):
    with open(path, "wb") as file:
        file.write("".join(line + "\n" for line in lines).encode("utf-8"))


def records(path):
    """The texts of each record of a JSON Lines file."""
    for line in read_lines(path):
        strings = [value for value in json.loads(line).values() if isinstance(value, str)]
        yield "\n".join(strings).replace("\r\n", "\n")


class Comparison:
    """The texts, jieba's answers and ours."""

    def __init__(self, arguments):
        self.tool = arguments.tool
        self.seed = arguments.seed
        self.fuzz = arguments.fuzz
        self.answers = Answers(arguments.answers, 0 if arguments.known else arguments.jobs)
        self.folder = tempfile.TemporaryDirectory()
        self.differing = 0
        self.totals = collections.Counter()
        self.data = arguments.data
        self.prose = sorted(glob.glob(os.path.join(self.data, "prose", "*.txt")))
        self.records = sorted(
            glob.glob(os.path.join(self.data, "jsonl", "*", "wiki_*"))
            + glob.glob(os.path.join(self.data, "jsonl", "**", "*.json"), recursive=True)
        )
        if not self.prose:
            sys.exit(f"segmentation.py: {self.data}/prose: expected text files")

    def run(self, *arguments):
        done = subprocess.run([self.tool, *arguments], stdout=subprocess.PIPE)
        if done.returncode != 0:
            sys.exit(f"segmentation.py: yuliao {' '.join(arguments)} ended with {done.returncode}")
        return done.stdout.decode("utf-8")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def report(self, name, question, texts, found, expected, dictionary=None):
        """Counts the texts on which `found`, our answers, are not those `expected`."""
        differing = abs(len(found) - len(texts))
        unknown = 0
        for text, ours, wanted in zip(texts, found, expected):
            if wanted is None:
                unknown += 1
            elif digest(ours) != wanted:
                differing += 1
                if differing <= 3:
                    print(f"  {text!r}\n    jieba {answer(question, text, dictionary)!r}\n    ours  {ours!r}")
        compared = len(texts) - unknown
        left_out = f" ({unknown} left out: jieba was not asked)" if unknown else ""
        print(f"{name}, {question}: {differing} of {compared} differ{left_out}", flush=True)
        self.totals[question] += compared
        self.differing += differing

    def compare_lines(self, name, question, path, lines, expected, dictionary=None, options=()):
        arguments, read = MODES[question]
        output = self.run("segment", *arguments, *options, path).split("\n")
        found = [read(line, cut) for line, cut in zip(lines, output[:-1])]
        found += output[len(lines) : -1]
        self.report(name, question, lines, found, expected, dictionary)

    def check_prose(self):
        texts = {path: read_lines(path) for path in self.prose}
        for path in self.records:
            lines = [line for record in records(path) for line in record.split("\n")]
            copy = self.path(os.path.relpath(path, self.data).replace("/", "-"))
            write_lines(copy, lines)
            texts[copy] = lines
        # Most lines stand in two files; jieba is asked once.
        distinct = list(dict.fromkeys(itertools.chain(*texts.values())))
        for question in MODES:
            known = dict(zip(distinct, self.answers.digests(question, distinct)))
            print(f"prose, {question}: jieba was asked", flush=True)
            for path, lines in texts.items() if self.tool else ():
                expected = [known[line] for line in lines]
                self.compare_lines(os.path.basename(path), question, path, lines, expected)

    def random_text(self, *seed):
        words = [word for word, frequency in jieba.dt.FREQ.items() if frequency]
        return RandomText(" ".join(map(str, seed)), words, read_lines(self.prose[0]))

    def check_fuzz(self):
        text = self.random_text(self.seed, "lines")
        lines = [text.line() for _ in range(self.fuzz)]
        path = self.path("fuzz.txt")
        write_lines(path, lines)
        for question in MODES:
            expected = self.answers.digests(question, lines)
            print(f"fuzz, {question}: jieba was asked", flush=True)
            if self.tool:
                self.compare_lines("random lines", question, path, lines, expected)

    def check_user(self):
        text = self.random_text(self.seed, "user dictionaries")
        rounds = []
        for _ in range(max(1, self.fuzz // 5000)):
            entries = list(text.user_dictionary())
            words = [entry.split(" ")[0] for entry in entries]
            lines = [text.line() + text.random.choice(words) + text.line() for _ in range(200)]
            rounds.append(("".join(entry + "\n" for entry in entries).encode("utf-8"), lines))
        # One dictionary after the other, because loading one takes jieba a second.
        self.answers.prepare(
            (question, lines, entries) for entries, lines in rounds for question in MODES
        )
        print("user dictionaries: jieba was asked", flush=True)
        dictionary, path = self.path("user.txt"), self.path("user-lines.txt")
        for number, (entries, lines) in enumerate(rounds if self.tool else ()):
            with open(dictionary, "wb") as file:
                file.write(entries)
            write_lines(path, lines)
            for question in MODES:
                self.compare_lines(
                    f"user dictionary {number}", question, path, lines,
                    self.answers.digests(question, lines, entries), entries,
                    ["--user-dictionary", dictionary],
                )

    def compare_keywords(self, name, question, documents, expected):
        paths = [self.path(f"document-{number}.txt") for number in range(len(documents))]
        for path, document in zip(paths, documents):
            with open(path, "wb") as file:
                file.write(document.encode("utf-8"))
        # Where there are several files each begins with "# path", which no keyword does. The last
        # one is there so that there are several.
        output = self.run("keywords", "--method", KEYWORD_METHODS[question], *paths, os.devnull)
        found = []
        for line in output.split("\n")[:-1]:
            if line.startswith("# "):
                found.append("")
            else:
                word, weight = line.split("\t")
                found[-1] += joined([f"{word}{FIELD}{float(weight)!r}"])
        self.report(name, question, documents, found[:-1], expected)

    def check_keywords(self):
        texts = {path: list(records(path)) for path in self.records}
        for path in self.prose:
            if os.path.basename(path) != "mixed.txt":
                lines = read_lines(path)
                texts[path] = ["\n".join(lines[at : at + 20]) for at in range(0, len(lines), 20)]
        for question in KEYWORD_METHODS:
            self.answers.prepare((question, documents, None) for documents in texts.values())
            print(f"keywords, {question}: jieba was asked", flush=True)
            for path, documents in texts.items() if self.tool else ():
                expected = self.answers.digests(question, documents)
                for at in range(0, len(documents), 1000):
                    self.compare_keywords(
                        f"{os.path.basename(path)} from document {at}", question,
                        documents[at : at + 1000], expected[at : at + 1000],
                    )

    def check_cases(self):
        """The cases of jiebago that jieba 0.42.1 agrees with; those with a line feed stay out."""
        names = {"cut": "accurate", "cut_nohmm": "accurate, no HMM", "cut_all": "full",
                 "search": "search", "search_nohmm": "search, no HMM",
                 "posseg": "tags", "posseg_nohmm": "tags, no HMM", "extract_tags_top20": "TF-IDF"}
        path = os.path.join(self.data, "jieba-conformance", "jiebago-expected.jsonl")
        if not self.tool or not os.path.exists(path):
            return
        cases = collections.defaultdict(list)
        with open(path, encoding="utf-8") as file:
            for case in map(json.loads, file):
                if case["same_as_python_jieba_0.42.1"] and "\n" not in case["text"]:
                    cases[names[case["mode"]]].append(case)
        for question, agreed in cases.items():
            texts = [case["text"] for case in agreed]
            # Tagged words are pairs.
            expected = [
                digest(joined(word if isinstance(word, str) else "/".join(word) for word in case["expected"]))
                for case in agreed
            ]
            if question == "TF-IDF":
                # The case has the words only.
                for case in agreed:
                    if jieba.analyse.extract_tags(case["text"], topK=20) != case["expected"]:
                        sys.exit(f"segmentation.py: this jieba disagrees with {path}: {case}")
                expected = [digest(answer(question, text)) for text in texts]
                self.compare_keywords("jiebago's cases", question, texts, expected)
                continue
            copy = self.path("cases.txt")
            write_lines(copy, texts)
            self.compare_lines("jiebago's cases", question, copy, texts, expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", help="the yuliao command; without it answers are only prepared")
    parser.add_argument("--data", required=True, help="folder of test texts")
    parser.add_argument("--answers", default="build/conformance/jieba", help="where jieba's are kept")
    parser.add_argument("--fuzz", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N")
    parser.add_argument("--only", action="append", choices=CHECKS)
    parser.add_argument("--known", action="store_true", help="leave out what jieba was not asked yet")
    arguments = parser.parse_args()
    jieba_answers.start()
    if jieba.__version__ != "0.42.1":
        sys.exit(f"segmentation.py: jieba is {jieba.__version__} (expected 0.42.1)")
    comparison = Comparison(arguments)
    for check in arguments.only or CHECKS:
        getattr(comparison, f"check_{check}")()
    if arguments.tool:
        for question, compared in comparison.totals.items():
            print(f"compared, {question}: {compared} texts")
        print(f"{comparison.differing} texts differ from jieba {jieba.__version__}")
    sys.exit(1 if comparison.differing else 0)


if __name__ == "__main__":
    main()
