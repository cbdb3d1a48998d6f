"""Times whole processes of the tool and of its peers, in turn, on the same text.

Prints, for each pair, the median seconds, MB/s and the ratio of the medians, and checks that every
run of ours wrote the same bytes. Which text, machine and date is said first.
"""

import argparse
import datetime
import hashlib
import os
import platform
import statistics
import subprocess
import tempfile
import time

RJIEBA = """
import sys, rjieba
with open(sys.argv[1], encoding='utf-8') as text, open(sys.argv[2], 'w', encoding='utf-8') as out:
    for line in text:
        out.write(' '.join(rjieba.cut(line.rstrip('\\n'), {hmm})) + '\\n')
"""
RJIEBA_TAG = """
import sys, rjieba
with open(sys.argv[1], encoding='utf-8') as text, open(sys.argv[2], 'w', encoding='utf-8') as out:
    for line in text:
        out.write(' '.join(f'{word}/{tag}' for word, tag in rjieba.tag(line.rstrip('\\n'))) + '\\n')
"""
NANOTOKEN = """
import sys, nanotoken
tokenizer = nanotoken.Tokenizer.from_vocab(sys.argv[3])
with open(sys.argv[1], encoding='utf-8') as text, open(sys.argv[2], 'w') as out:
    for ids in tokenizer.encode_batch(text.read().split('\\n')):
        out.write(' '.join(map(str, ids)) + '\\n')
"""
# One thread, as ours.
TOKENIZERS = """
import sys, tokenizers
with open(sys.argv[3], encoding='utf-8', newline='\\n') as file:
    vocabulary = {line.rstrip('\\n'): number for number, line in enumerate(file)}
tokenizer = tokenizers.BertWordPieceTokenizer(vocabulary)
with open(sys.argv[1], encoding='utf-8', newline='\\n') as text, open(sys.argv[2], 'w') as out:
    for encoding in tokenizer._tokenizer.encode_batch(
        text.read().split('\\n'), add_special_tokens=False
    ):
        out.write(' '.join(map(str, encoding.ids)) + '\\n')
"""
TRAINING = """
import sys, tokenizers
tokenizer = tokenizers.BertWordPieceTokenizer()
tokenizer.train([sys.argv[1]], vocab_size=21128, min_frequency=2, limit_alphabet=1 << 20)
tokenizer.save(sys.argv[2])
"""


def timed(command, output):
    started = time.perf_counter()
    with open(output, "wb") as sink:
        subprocess.run(command, stdout=sink, check=True, env=os.environ | {"RAYON_NUM_THREADS": "1"})
    return time.perf_counter() - started


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compare(name, ours, peer, size, folder, runs=5, sink=False):
    """Our command and a peer's, which writes to a file of its own or, with `sink`, as ours does."""
    mine, theirs = os.path.join(folder, "ours"), os.path.join(folder, "peer")

    def run(command, path, written):
        if os.path.exists(written):  # emptying what the run before wrote takes time, too
            os.remove(written)
        return timed(command, path)

    def run_ours():
        seconds = run(ours, mine, mine)
        digests.add(digest(mine))
        return seconds

    def run_peer():
        return run(peer(theirs), theirs if sink else os.devnull, theirs)

    digests = set()
    # The first runs warm the page cache. The shorter command runs more often: what disturbs the
    # machine for a second meets both.
    repeats = max(1, min(5, round(run_peer() / run_ours())))
    times = ([], [])
    for _ in range(runs):
        times[0].extend(run_ours() for _ in range(repeats))
        times[1].append(run_peer())
    assert len(digests) == 1, "our output changed from run to run"
    a, b = (statistics.median(column) for column in times)
    print(f"{name:28} {a:7.3f} s {size / a / 1e6:8.1f} MB/s   peer {b:7.3f} s "
          f"{size / b / 1e6:8.1f} MB/s   ratio {b / a:6.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    text = os.path.join(options.data, "prose", "mixed.txt")
    vocabulary = os.path.join(options.data, "vocab", "vocab.txt")
    if not os.path.exists(text):
        print(f"skipped: {text} is not there (set YULIAO_DATA)")
        return
    size = os.path.getsize(text)
    print(f"{text}, {size / 1e6:.1f} MB; {platform.processor() or platform.machine()}, "
          f"{os.cpu_count()} cores; {datetime.date.today()}")
    with tempfile.TemporaryDirectory() as folder:
        for name, flags, hmm in (("segment", [], True), ("segment --no-hmm", ["--no-hmm"], False)):
            compare(
                f"{name} / rjieba", [options.tool, "segment", "--jobs", "1", *flags, text],
                lambda out: [options.python, "-c", RJIEBA.format(hmm=hmm), text, out], size, folder,
                runs=11)
        compare(
            "segment --pos / rjieba", [options.tool, "segment", "--pos", "--jobs", "1", text],
            lambda out: [options.python, "-c", RJIEBA_TAG, text, out], size, folder, runs=11)
        compare(
            "segment --jobs 2 / --jobs 1", [options.tool, "segment", "--jobs", "2", text],
            lambda out: [options.tool, "segment", "--jobs", "1", text], size, folder, runs=11, sink=True)
        # What the machine has to give: two processes of one thread each, at once and one after the other.
        both = f"{options.tool} segment --jobs 1 {text}"
        compare(
            "two processes / in turn", ["sh", "-c", f"{both} > {folder}/other & {both}; wait"],
            lambda out: ["sh", "-c", f"{both} > {folder}/other; {both}"], 2 * size, folder, runs=11,
            sink=True)
        tokenize = [options.tool, "tokenize", "--ids", "--profile", "hf-fast", "--jobs", "1",
                    "--vocabulary", vocabulary, text]
        for name, script in (("nanotoken", NANOTOKEN), ("tokenizers", TOKENIZERS)):
            compare(
                f"tokenize --ids / {name}", tokenize,
                lambda out: [options.python, "-c", script, text, out, vocabulary], size, folder)
        # "sh" removes the vocabulary of the run before: the tool overwrites none.
        train = f"rm -f {folder}/vocab.txt; exec {options.tool} vocabulary train --jobs 1" \
                f" --output {folder}/vocab.txt {text}"
        compare(
            "vocabulary train / tokenizers", ["sh", "-c", train],
            lambda out: [options.python, "-c", TRAINING, text, out], size, folder, runs=1)


if __name__ == "__main__":
    main()
