#!/usr/bin/env python3
"""Write golden.jsonl beside this script: what jieba 0.42.1 makes of difficult texts.

    python generate.py

Needs `jieba==0.42.1`. One object per line: the text, and for each mode its words.
"""

import json
import logging
import os

import jieba
import jieba.posseg

TEXTS = [
    "", " ", "我", "abc", "\n", "\r\n", "\r", "a\r\n b\x1c\u3000c", "我 你，hello world\r\n",
    "50%-60%", "3.14%", "v1.2.3", "2020-01-01", "192.168.0.1", "1,000", "foo_bar", "a++", "C++和c#",
    "𠮷野家在东京", "γ射线", "他来到了网易杭研大厦", "T恤", "仫佬族", "AA制和T恤abc去abcT恤", "丄字",
    "小明硕士毕业于中国科学院计算所，后在日本京都大学深造", "我来到北京清华大学", "鐿鐿鐿", "鿐鿑鿒",
    "工信处女干事每月经过下属科室都要亲口交代24口交换机等技术性器件的安装工作",
    "。．.％%－-", "１２３ＡＢＣ", "😀👨‍👩‍👧🇨🇳", "㐀䶿豈﨑〇", "カタカナとがか゛", "他说T恤-衫100%",
    "50%-60%的AI v1.2.3", "今天天气不错", "石墨烯是新材料", "结过婚的和尚未结过婚的", "\u2028\x85\xa0",
    "B超检查", "一" * 300, "的" + "𠀀" * 5 + "的", "a" * 70 + "北京", "《红楼梦》·曹雪芹",
]


def main():
    jieba.setLogLevel(logging.ERROR)
    modes = {
        "accurate": lambda text: jieba.lcut(text),
        "accurateWithoutModel": lambda text: jieba.lcut(text, HMM=False),
        "full": lambda text: jieba.lcut(text, cut_all=True),
        "search": lambda text: jieba.lcut_for_search(text),
        "offsets": lambda text: [f"{w}:{a}:{b}" for w, a, b in jieba.tokenize(text, mode="search")],
        "tags": lambda text: [f"{w}/{t}" for w, t in jieba.posseg.lcut(text)],
        "tagsWithoutModel": lambda text: [f"{w}/{t}" for w, t in jieba.posseg.lcut(text, HMM=False)],
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for text in TEXTS:
            record = {"text": text}
            for name, cut in modes.items():
                record[name] = list(cut(text))
            file.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
