#!/usr/bin/env python3
"""Write the .jsonl files beside this script: what jieba 0.42.1 makes of our texts.

    python generate.py

Needs `jieba==0.42.1`. One object per line: in golden.jsonl a difficult text and for each mode its
words, in keywords.jsonl a document and for each method its keywords with their weights, in
encodings.jsonl bytes in hexadecimal and the text that jieba takes them for.
"""

import json
import logging
import os
import random

import jieba
import jieba.analyse
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
    # Prefixes of words that are none, and words across every place of a 64-bit word.
    "用SIMD和SIM卡、PCBA与PC机", "中华人民共和国万岁" * 15, "他研究生命科学的abc" * 13,
    "北京大学生前来应聘" * 15 + "。" + "不" * 63 + "中华人民共和国" * 10,
]

DOCUMENTS = [
    "",
    "的 the and a 我",
    "程序程序程序",
    "小溪从山里流出来，绕过村子，流进水库。水库的水送到城里，城里的人喝水库的水。"
    "每年春天，村里的人清理小溪，城里的学校也派学生来帮忙。学生们学习怎样保护水源，老师讲解水库的历史。",
    "我们用 Python 写程序，用 C++ 写引擎。引擎读取数据，程序分析数据，python 的速度慢，引擎的速度快。"
    "数据保存在数据库里，数据库的版本是 v3.2，数据库每天备份。程序员检查备份，分析速度，改进引擎。",
    "图书馆新开了一间阅览室，读者可以借阅图书，也可以研究地方历史。研究人员整理旧报纸，读者研究家谱，"
    "馆员介绍图书，介绍阅览室的规则。张明每个周末都到图书馆研究中国历史，写了一篇关于长江航运的文章。",
]

DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def write_encodings():
    source = random.Random(20261121)
    texts = [b"", b"abc", bytes.fromhex("fffec4e3bac3"), b"\xc4", b"\x80a", b"\xe4\xb8", b"\xed\xa0\x80"]
    # Every second byte of some first bytes.
    for first in range(0x81, 0xFF, 6):
        texts.append(bytes(byte for second in range(0x40, 0xFF) for byte in (first, second)))
    for text in TEXTS:
        texts += [text.encode("utf-8"), text.encode("gbk", "ignore")]
    alphabet = [0x0A, 0x20, 0x30, 0x41, 0x7F, 0x80, 0x81, 0xA1, 0xC4, 0xE3, 0xE4, 0xB8, 0xFE, 0xFF]
    for _ in range(100):
        texts.append(bytes(source.choices(alphabet, k=source.randrange(40))))
    with open(os.path.join(DIRECTORY, "encodings.jsonl"), "w", encoding="utf-8") as file:
        for text in texts:
            record = {"bytes": text.hex(), "text": jieba.strdecode(text)}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_keywords():
    def plain(keywords):
        return [{"word": word, "weight": weight} for word, weight in keywords]

    def tagged(keywords):
        return [{"word": p.word, "tag": p.flag, "weight": weight} for p, weight in keywords]

    tfidf, textrank = jieba.analyse.extract_tags, jieba.analyse.textrank
    tags = ("n", "v", "nr", "eng")
    with open(os.path.join(DIRECTORY, "keywords.jsonl"), "w", encoding="utf-8") as file:
        for text in DOCUMENTS:
            record = {
                "text": text,
                "tfidf": plain(tfidf(text, topK=8, withWeight=True)),
                "tfidfByTag": tagged(
                    tfidf(text, topK=None, withWeight=True, allowPOS=tags, withFlag=True)),
                "textRank": plain(textrank(text, topK=8, withWeight=True)),
                "textRankByTag": tagged(
                    textrank(text, topK=None, withWeight=True, withFlag=True)),
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


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
    write_keywords()
    write_encodings()
    with open(os.path.join(DIRECTORY, "golden.jsonl"), "w", encoding="utf-8") as file:
        for text in TEXTS:
            record = {"text": text}
            for name, cut in modes.items():
                record[name] = list(cut(text))
            file.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
