"""Random lines of what breaks segmenters, and random user dictionaries."""

import random
import re

# What a line of a text can not hold.
LINE_ENDS = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class RandomText:
    """The same lines for the same seed, words of a dictionary and lines of prose."""

    def __init__(self, seed, words, prose):
        self.random = random.Random(seed)
        self.words = words
        self.prose = prose

    def piece(self):
        pick = self.random
        kind = pick.randrange(17)
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
        if kind == 15:
            return chr(pick.choice([0x3400, 0x20000, 0x2A700, 0x30000, 0xF900, 0xFF01]) + pick.randrange(90))
        return pick.choice("的一是了我不在人有他这中大来上国")

    def line(self):
        line = "".join(self.piece() for _ in range(self.random.randrange(0, 12))).replace("\n", "")
        # Now and then the line ends as on Windows.
        return line + "\r" if self.random.randrange(8) == 0 else line

    def user_dictionary(self):
        """Lines in every form jieba takes, and some that it takes otherwise than meant."""
        pick = self.random
        for _ in range(pick.randrange(1, 40)):
            word = "".join(self.piece() for _ in range(pick.randrange(1, 3))).strip("\ufeff") or "词"
            frequency = pick.choice(["", " 0", " 1", " 3", " 100", " 99999", f" {pick.randrange(10**6)}"])
            tag = pick.choice(["", "", " n", " nz", " NZ", " nz2"])
            yield LINE_ENDS.sub("", word) + frequency + tag
