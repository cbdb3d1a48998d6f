#!/usr/bin/env python3
"""Turn an unpacked jieba 0.42.1 into the files that the segmenter reads.

    python3 dicts/import-jieba.py JIEBA OUTPUT

JIEBA is a directory that holds the `jieba` package (what `pip install --target` leaves), or the
package itself. OUTPUT receives

    dict.txt    the dictionary, byte for byte
    idf.txt     the inverse document frequencies, byte for byte
    hmm.txt     the four-state model that joins unknown words
    posseg.txt  the 256-state model that joins and tags unknown words

hmm.txt and posseg.txt are UTF-8 lines of space-separated fields; numbers are written so that they
read back as the same double, and `-` is a probability that the model does not have:

    start STATE NUMBER
    transition STATE STATE NUMBER
    emission CHARACTER B E M S                        (hmm.txt: one line per character)
    emission STATE CHARACTER NUMBER [CHARACTER NUMBER ...]      (posseg.txt: one line per state)
    candidates CHARACTER STATE ...                    (posseg.txt: the states a character can be in)

Sources are checked before they are read and outputs before they are published.
"""

import hashlib
import os
import runpy
import sys

SOURCES = {
    "dict.txt": "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8",
    "analyse/idf.txt": "501b70ec56c34d90f3f590f1918ca4b1bd617d5b46cd99bd6d17c7de6e4f80ed",
    "finalseg/prob_start.py": "14c5706ced5cd3b42eb4873d4b88f7f52a7bdf80fbd767bc4423d361e20c5330",
    "finalseg/prob_trans.py": "54dfbc252ed71480d4f0cdfdf516ecfbe44efd0f6c3c64b158e7039f2906c91b",
    "finalseg/prob_emit.py": "27d46b1c9efe4dd148fde8be042a21be40e3562d0c7f1273f9de7abae12ebb8d",
    "posseg/prob_start.py": "b43aaebcd8b21c2d7e9f67efaeb22c26835e47083356cba0c23ef6d9a37eb8f2",
    "posseg/prob_trans.py": "24328e8b81388f3b0eed6127f597cad8ef9f54cbd44efe1db486e0c2ddd0cbbc",
    "posseg/prob_emit.py": "dd82a34938b4059be6026ffed621c3f7121013ae587038269ee8419bdaaada81",
    "posseg/char_state_tab.py": "9de75c6c08fcb9b72d6546fcfc7c23a6385152a5515c7cd3fad6aedd0f1c0a6c",
}
OUTPUTS = {
    "dict.txt": "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8",
    "idf.txt": "501b70ec56c34d90f3f590f1918ca4b1bd617d5b46cd99bd6d17c7de6e4f80ed",
    "hmm.txt": "552ccf9438b041a215ef8439c046a3391123ca088953fbdd481215700e80a9c3",
    "posseg.txt": "0456b1c47873350d7163991b4f3761d62ef06bbd1c00060339c074db2ee9abc5",
}


def fail(message):
    sys.exit(f"import-jieba: {message}")


def read_source(package, name):
    path = os.path.join(package, *name.split("/"))
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        fail(f"{path}: {error.strerror} (expected the file of jieba 0.42.1)")
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCES[name]:
        fail(f"{path}: sha256 is {found} (expected {SOURCES[name]}, jieba 0.42.1)")
    return data


def read_table(package, name):
    """The table `P` of one of jieba's data modules, whose bytes were checked."""
    read_source(package, name)
    return runpy.run_path(os.path.join(package, *name.split("/")))["P"]


def number(value):
    return "-" if value is None else repr(float(value))


def hidden_markov_model(package):
    start = read_table(package, "finalseg/prob_start.py")
    transitions = read_table(package, "finalseg/prob_trans.py")
    emissions = read_table(package, "finalseg/prob_emit.py")
    for state in sorted(start):
        yield f"start {state} {number(start[state])}"
    for state in sorted(transitions):
        for successor in sorted(transitions[state]):
            yield f"transition {state} {successor} {number(transitions[state][successor])}"
    for character in sorted(set().union(*(emissions[state] for state in "BEMS"))):
        row = " ".join(number(emissions[state].get(character)) for state in "BEMS")
        yield f"emission {character} {row}"


def tagging_model(package):
    start = read_table(package, "posseg/prob_start.py")
    transitions = read_table(package, "posseg/prob_trans.py")
    emissions = read_table(package, "posseg/prob_emit.py")
    candidates = read_table(package, "posseg/char_state_tab.py")
    for state in sorted(start):
        yield f"start {'/'.join(state)} {number(start[state])}"
    for state in sorted(transitions):
        for successor in sorted(transitions[state]):
            value = number(transitions[state][successor])
            yield f"transition {'/'.join(state)} {'/'.join(successor)} {value}"
    for state in sorted(emissions):
        if emissions[state]:
            row = " ".join(f"{c} {number(p)}" for c, p in sorted(emissions[state].items()))
            yield f"emission {'/'.join(state)} {row}"
    for character in sorted(candidates):
        states = " ".join("/".join(state) for state in sorted(candidates[character]))
        yield f"candidates {character} {states}"


def publish(directory, name, data):
    found = hashlib.sha256(data).hexdigest()
    if found != OUTPUTS[name]:
        fail(f"{name}: sha256 would be {found} (expected {OUTPUTS[name]})")
    path = os.path.join(directory, name)
    try:
        with open(path + ".partial", "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(path + ".partial", path)
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    print(f"{path}: {len(data)} bytes")


def main():
    if len(sys.argv) != 3:
        fail("expected two arguments: the directory of jieba 0.42.1, the directory to write")
    source, output = sys.argv[1:]
    nested = os.path.join(source, "jieba")
    package = nested if os.path.isdir(nested) else source
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        fail(f"{output}: {error.strerror}")

    def text(lines):
        return "".join(line + "\n" for line in lines).encode("utf-8")

    files = {
        "dict.txt": read_source(package, "dict.txt"),
        "idf.txt": read_source(package, "analyse/idf.txt"),
        "hmm.txt": text(hidden_markov_model(package)),
        "posseg.txt": text(tagging_model(package)),
    }
    for name, data in files.items():
        publish(output, name, data)


if __name__ == "__main__":
    main()
