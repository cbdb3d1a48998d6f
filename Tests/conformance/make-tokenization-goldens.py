"""Write Tests/TokenizationTests/Fixtures: what the three references make of some hard lines.

    python Tests/conformance/make-tokenization-goldens.py

The vocabulary is made up here; the ids and offsets are the references' own (the google algorithm of
tokenization.py, transformers 4.57.6, tokenizers 0.22 or 0.23). Offsets are in bytes.
"""

import json
import pathlib
import random

import tokenization
import tokenizers

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "TokenizationTests" / "Fixtures"

WORDS = """
the un ##aff ##able ##ing hello world e ##e o ##o cafe naive straße 2026 20 ##26 ##2 ##6 # ! , . - ' ;
[ ] ` < = σ ##σ ς ##ς ας ας' ασ α ##α i ##i k ##k か ##か ᄒ ##ᅡ ##ᆫ ᄀ ##ᄀ 中 国 训 练 人 民 豈 更 ##中 ﹏
。 ， 《 》 ① ① 〇 ##〇 ￥ 😀 \U0002b820 \U0002f800 丽 \U0002b920 \u302f \U0001d165 ##\U0001d165
ab ##ab a ##a b ##b c ##c d ##d ##s mask cls sep unk pad mod ##el
"""

LINES = [
    "",
    " \t ",
    "Hello, World!",
    "unaffable unaffableness HELLO-WORLD",
    "中国人民训练2026年model",
    "中国ab人ab中",
    "Café naïve STRASSE Straße ẞ",
    "e\u0301a\u0308o o\u0302",
    "a\u0301",
    "\u0301",
    "中\u0301国",
    "ΑΣ ΑΣΑ Σ ΑΣ. ΑΣ'Α ΑΣ' Α\u00adΣ Α\u0345Σ 中ΑΣ中",
    "İstanbul I\u0307 ı K K Å Ω",
    "がぎ か\u3099 한국 각",
    "\uf900\uf901\ufa0e \U0002f800 \U0002b820\U0002b91f\U0002b920",
    "〇一 \U0002ceb0 \u3007",
    "a\u200bb a\u00adb a\ufeffb a\x00b a\x1cb a\x0bb a\x85b a\ufffdb",
    "a\u2028b a\u2029b a\u3000b a\u00a0b a\u1680b",
    "a\ue000b a\u0378b a\U000f0000b",
    "\u2260 \u226e \u037e \u1fef \u2329\u232a",
    "“引号” ‘单’ —— …… 《书》",
    "￥100 ～ ×→° ＋ ＡＢＣ １２３",
    "😀😀 e\u20e3 👩\u200d💻",
    "[CLS] [MASK]a[SEP] [mask] [UNK][PAD] [MAS",
    "a" * 100 + " " + "a" * 101 + " " + "a" * 200 + " " + "a" * 201,
    "\u302f\u302e\u0301a \U0001d165\U0001d16e\u0334\U0001d165 \U0001d15e",
    "\u0898\u1dfb\u1734 \u1715a \u16ff0",
    "\u1c89\ua7cb\ua7dc \U00010d50 \U00016ea0",
    "\u061d \u166d \u2e52 \U000111c9",
    "##ab #a un##able",
    "1\u0332\u0333\u0335\u0327x",
]


def main():
    FIXTURES.mkdir(exist_ok=True)
    pieces = list(dict.fromkeys(tokenization.SPECIAL_TOKENS + ["\u2028"] + WORDS.split()))
    vocabulary = FIXTURES / "vocabulary.txt"
    vocabulary.write_text("".join(piece + "\n" for piece in pieces), encoding="utf-8")
    google, slow = tokenization.Google(vocabulary), tokenization.Slow(vocabulary)
    special, plain = tokenization.Fast(vocabulary), tokenization.Fast(vocabulary, special=False)
    cases = []
    for line in LINES + list(tokenization.fuzz_lines(60, seed=7)):
        case = {"text": line}
        for name, reference in (("google", google), ("hf-slow", slow)):
            [(case[name], _)] = reference.answers([line])
        for name, reference in (("special", special), ("text", plain)):
            [(case[f"hf-fast {name}"], offsets)] = reference.answers([line])
            if offsets is not None:
                case[f"offsets {name}"] = offsets
        cases.append(case)
    write("goldens.json", cases)
    write("encodings.json", encodings(vocabulary, slow.tokenizer))
    write("decodings.json", decodings(vocabulary, len(pieces)))
    write("trainings.json", trainings())


def write(name, cases):
    with open(FIXTURES / name, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def encodings(vocabulary, slow):
    """Pairs cut to every length, as both of Hugging Face's tokenizers cut them."""
    texts = ["", "un中", "Café ab2 a", "unaffable中国人 un", "a b c d a b c d a"]
    cases = []
    for first in texts:
        for second in [None, *texts]:
            for strategy in ("longest_first", "only_first", "only_second"):
                for length in (None, 2, 3, 5, 6, 9):
                    if second is None and strategy == "only_second":
                        continue
                    cases.append(encoding(vocabulary, slow, first, second, strategy, length))
    return [case for number, case in enumerate(cases) if number % 3 == 0]


def encoding(vocabulary, slow, first, second, strategy, length):
    fast = tokenization.Fast(vocabulary).tokenizer
    case = {"first": first, "second": second, "truncation": strategy.replace("_", "-")}
    case["length"] = length
    try:
        if length is not None:
            fast.enable_truncation(length, strategy=strategy)
        ours = fast.encode(first, second)
        case["fast"] = {"ids": ours.ids, "segments": ours.type_ids}
    except (Exception, BaseException) as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        case["fast"] = None
    options = {"truncation": strategy, "max_length": length} if length is not None else {}
    plain = slow(first, second, **options)
    case["slow"] = plain["input_ids"]
    if length is not None and len(plain["input_ids"]) > length:
        case["slow"] = None  # It logs that it cannot, and goes on.
    return case


def decodings(vocabulary, count):
    decoder = tokenization.Fast(vocabulary).tokenizer
    rng = random.Random(3)
    cases = []
    for _ in range(40):
        ids = [rng.randrange(count + 2) for _ in range(rng.randint(0, 12))]
        case = {"ids": ids, "text": decoder.decode(ids)}
        case["withSpecial"] = decoder.decode(ids, skip_special_tokens=False)
        cases.append(case)
    return cases


def trainings():
    """Vocabularies as the package trains them, from words of few letters, so that pairs overlap.

    It gives `##` characters ids in the order of a hash table that differs from run to run, unless
    they have ids already: here they are special tokens.
    """
    rng = random.Random(5)
    cases = []
    for alphabet, size, frequency in (("ab", 60, 2), ("abcd", 120, 1), ("abcde中国é", 200, 3)):
        words = ["".join(rng.choices(alphabet, k=rng.randint(1, 7))) for _ in range(80)]
        lines = [" ".join(rng.choices(words, k=9)) for _ in range(40)]
        letters = sorted(set(alphabet.replace("é", "e")))
        special = tokenization.SPECIAL_TOKENS + ["##" + letter for letter in letters]
        trainer = tokenizers.BertWordPieceTokenizer()
        trainer.train_from_iterator(
            lines, size, frequency, special_tokens=special, show_progress=False
        )
        pieces = sorted(trainer.get_vocab().items(), key=lambda item: item[1])
        case = {"lines": lines, "specialTokens": special, "size": size, "frequency": frequency}
        cases.append(case | {"pieces": [piece for piece, _ in pieces]})
    return cases


if __name__ == "__main__":
    main()
