"""Compare `yuliao vocabulary train` with tokenizers' BertWordPieceTrainer on DATA/prose/mixed.txt.

    python Tests/conformance/vocabulary.py --tool YULIAO --data DATA

The package gives the characters after ## their ids in the order of a hash table that differs from
run to run, and of two pairs that are equally frequent it merges the one with the smaller ids. Here
it is told the ids: the vocabulary's first pieces, which are characters, are its special tokens.
Ends with status 1 if a piece differs.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import tokenizers

SIZE = 21128


def trained(tool, text, jobs):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "vocab.txt"
        command = [tool, "vocabulary", "train", "--jobs", str(jobs), "--size", str(SIZE)]
        subprocess.run([*command, "--output", path, text], check=True, stdout=subprocess.DEVNULL)
        return path.read_bytes().decode("utf-8").split("\n")[:-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the yuliao command")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of test texts")
    arguments = parser.parse_args()
    text = arguments.data / "prose" / "mixed.txt"
    ours = trained(arguments.tool, text, jobs=1)
    differing = sum(trained(arguments.tool, text, jobs) != ours for jobs in (2, 3))

    merged = next(i for i, piece in enumerate(ours) if i > 4 and len(piece.removeprefix("##")) > 1)
    trainer = tokenizers.BertWordPieceTokenizer()
    trainer.train(
        [str(text)], SIZE, min_frequency=2, limit_alphabet=1 << 20, special_tokens=ours[:merged],
        show_progress=False,
    )  # fmt: skip
    ids = trainer.get_vocab()
    theirs = sorted(ids, key=ids.get)
    places = [place for place in range(SIZE) if ours[place : place + 1] != theirs[place : place + 1]]
    print(f"vocabulary: {len(ours)} pieces, {merged} of them characters, {len(places)} differ; "
          f"{differing} of 2 other numbers of jobs give another")
    for place in places[:3]:
        print(f"  {place}: ours {ours[place]!r}, theirs {theirs[place]!r}")
    sys.exit(1 if places or differing else 0)


if __name__ == "__main__":
    main()
