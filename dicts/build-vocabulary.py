#!/usr/bin/env python3
"""Builds dicts/vocab.txt, the project's own WordPiece vocabulary, from the tables below.

    python3 dicts/build-vocabulary.py                       # characters.txt -> vocab.txt
    python3 dicts/build-vocabulary.py --unihan FILE.bz2     # first makes characters.txt anew

characters.txt holds the 8,105 characters of the Table of General Standard Chinese Characters
(通用规范汉字表, State Council of the PRC, 2013) in the order of the table. Unihan records the
table as the property kTGH; Debian's package `unicode-data` installs it as
/usr/share/unicode/Unihan_OtherMappings.txt.bz2, the FILE of the second command.

The traditional characters are level 1 of Big5 (5,401 characters, bytes A440 to C67E), which
Python's own codec computes. A piece is kept only if the uncased BERT tokenizer can produce it:
text is lower-cased, decomposed (NFD) and stripped of combining marks before the look-up.
Same tables, same bytes: the order is that of this file, and nothing depends on the machine.
"""

import argparse
import bz2
import pathlib
import string
import unicodedata

FOLDER = pathlib.Path(__file__).resolve().parent
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]  # ids 0 to 4

# Each mark of these is a word by itself: the tokenizer splits around category P.
PUNCTUATION = (
    "，。、；：？！…—·‘’“”（）《》〈〉「」『』【】〔〕〖〗"
    "〜～－–―‐‑‒‖‚„‟‛′″‴‵‹›«»‥•‧※†‡‰‱§¶¡¿·"
    "＂＃％＆＇＊，．／＠［＼］＿｛｝｟｠｡｢｣､･〃〝〞〟〰゠・"
    "﹁﹂﹃﹄﹏﹐﹑﹒﹔﹕﹖﹗﹙﹚﹛﹜﹝﹞﹟﹠﹡﹣﹨﹪﹫︰︱︳︴︵︶︷︸︹︺︻︼︽︾︿﹀⁂"
)

# These are no punctuation to the tokenizer: they glue to their neighbours, so each has a ## form.
SYMBOLS = (
    "℃℉°×÷±∓≤≥≦≧≠≈≡≒∽∝∞√∛∑∏∫∮∂∇∆∈∋⊂⊃⊆⊇∪∩∅∀∃∧∨⊥∥∠∟⌒⊙△▽∵∴∷"
    "→←↑↓↔↕⇒⇐⇔↗↘↙↖￥￡￠€£¢¥₩₽₹฿￦＄＋＜＝＞＾｀｜¬¦¨©®™℗℠№℡℅"
    "ªº¹²³⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋½⅓⅔¼¾⅛"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
    "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ㎎㎏㎜㎝㎞㎡㏄㎥㎎μµℓ℧〇々〆〒〓〄"
    "■□▲▼◆◇○●◎★☆◢◣◤◥▪▫▶◀◯♀♂♠♡♢♣♥♦♩♪♫♬♭♯☀☁☂☃☎☑☒☺☻☯✓✔✕✖✗✘✦✧✪✿❀❤➊➋➌➔➜"
    "─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬█▁▂▃▄▅▆▇▉▊▋▌▍▎▏░▒▓"
)

LETTERS = (
    "αβγδεζηθικλμνξοπρσςτυφχψω"
    "абвгдежзиклмнопрстуфхцчшщъыьэюя"
    "æðøþßđħıłŋœəɡɑɔʃʒθˈˌː"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９"
    "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦㄧㄨㄩˊˇˋ˙"
)
KANA = "".join(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC, 0x30FD]))

ENGLISH = """
the of and to in is was for on that with as it by from at be are this an or his he not have which
but were they had her their its who all one been more also has can after first two new will when
there other no some time about into out up over than them then she these only would so may most
between such during many made where through used under three year years being well both any each
while before because if do did what how very same made much now just like make your you we our my
us me him am go get see use way good best better home work world life day days night week month
people man men woman women child children school university college institute academy student
teacher professor doctor research science technology system systems computer software hardware
internet network online mobile phone email mail web site page pages home file files image images
photo video music audio game games book books news paper magazine journal article report press
company group bank market business service services product products brand store shop hotel hall
park street road avenue city town country state states national international united kingdom china
chinese hong kong taiwan tokyo japan japanese korea asia asian europe european america american
english british french france german germany italy italian russia russian spain india canada
australia london paris york new south north east west central pacific center centre club team
league cup world champion championship final open award awards prize film movie star tv radio show
song album band live love life light night dream heart blue red black white green gold golden silver
big small great little old young high low long short full free fast hot cool happy super mini max
plus pro air one air land sea sun moon sky water fire earth wind rain snow ice tree flower dog cat
bird fish horse dragon king queen prince lord lady master hero girl boy baby family father mother
brother sister friend james john david michael peter paul george william robert mary charles thomas
data base database model models training learning machine deep neural language natural processing
code open source version release update test build run type class function method object string
array list table value number key name user users admin login password server client cloud linux
windows android apple google microsoft amazon facebook twitter intel nvidia github python java
javascript swift rust html css json xml yaml sql http https www com cn org net edu gov io app api
sdk cpu gpu ram rom usb led lcd dvd cd pc mac ios wifi gps dna rna pcr ph ai bert albert nezha
token tokens vocab size batch step epoch loss rate input output layer layers head hidden attention
vs etc ceo cfo gdp cpi ipo nba cba fifa wto who un eu uk usa us bbc cnn cctv ktv vip diy pk ok bug
km cm mm kg mg ml db hz khz mhz ghz kw kwh mw gw kb mb gb tb ms min max avg pm am no id ip qq
january february march april may june july august september october november december monday
tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep oct nov dec
design art arts style fashion food coffee tea milk beer wine cake rice sport sports health medical
hospital care drug cell gene energy power electric motor car cars bus train plane space nasa engine
control unit line lines part parts form point set start end next last back down top left right off
here again against per via without within around since until every another few own part place left
found known called using based including following early late large called several second third
history culture society social public political law policy government president party war army
street building house room door window table color black number order level class process project
plan program development management information education engineering industry economic economy
environment theory study studies analysis method results effect review letters nature physics
chemistry biology mathematics medicine copyright example note reference index chapter section
hello thanks welcome yes please sorry today tomorrow yesterday everything something nothing
"""

# Beginnings and continuations, kept both with their ## mark (and bare where the word list has them).
SUFFIXES = """
ing tion sion ment ness able ible ful less ous ious eous ive ative al ial ical ic ics ist ism ity
ty ly er or ar ers ors ed es en est ence ance ent ant ary ery ory ate ated ates ating ation ations
ize ized izes izing ise fy ify ified ship hood ward wards wise like man men land ford ton ville
berg burg stein son sen wood field house book work works ware side way ways time line light stone
port bridge ology ologist graphy graph metry meter meters gram grams phone scope gen genic cyte
osis itis ase ose ine ene ane one ide ite ium ase rix trix pro net com cn org html http php css js
xml pdf jpg png gif mp3 mp4 txt doc log sql tech soft data base core hub lab labs app apps bot dev
ver max min plus day days per ter der ver ber cher ther ger ker ler mer ner ser ley ton ell ill all
oll ull ess iss oss uss ock ick ack eck uck ong ang ing eng ung ough ight ound ould own ain ein oun
ian ean ese ish que gue age ige ouse ause tic tive ture sure cle ple ble tle dle gle
str thr spr scr chr sch
"""


def reachable(piece: str) -> bool:
    """Whether lower-casing, NFD and the removal of combining marks leave the piece as it is."""
    decomposed = unicodedata.normalize("NFD", piece.lower())
    return piece == "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


def extract_standard_table(unihan: str) -> str:
    """Lines of characters.txt from Unihan's kTGH rows (`U+4E00<tab>kTGH<tab>2013:1`)."""
    ranked = {}
    with bz2.open(unihan, "rt", encoding="utf-8") as rows:
        for row in rows:
            fields = row.split("\t")
            if len(fields) == 3 and fields[1] == "kTGH":
                ranked[int(fields[2].split(":")[1])] = chr(int(fields[0][2:], 16))
    table = [ranked[rank] for rank in range(1, 8106)]
    return "".join("".join(table[i : i + 50]) + "\n" for i in range(0, len(table), 50))


def big5_level_1() -> list[str]:
    """The 5,401 frequent traditional characters, in the order of Big5."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    codes = [(lead, trail) for lead in range(0xA4, 0xC7) for trail in trails]
    return [bytes(code).decode("big5") for code in codes if code <= (0xC6, 0x7E)]


def pieces(standard: list[str]) -> list[str]:
    """The vocabulary in order, each piece once."""
    pairs = [a + b for a in string.ascii_lowercase for b in string.ascii_lowercase]
    alphanumeric = list(string.digits + string.ascii_lowercase)
    glued = [*SYMBOLS, *LETTERS, *KANA]
    words = ENGLISH.split()
    numbers = [str(n) for n in range(1000)] + [str(year) for year in range(1900, 2031)]
    continued_numbers = [f"{n:02}" for n in range(100)] + ["000"]

    plain = [c for c in map(chr, range(0x21, 0x7F)) if not c.isupper()]
    plain += [*PUNCTUATION, *glued, *standard, *big5_level_1(), *numbers, *pairs, *words]
    continued = [*alphanumeric, *glued, *continued_numbers, *pairs, *SUFFIXES.split()]
    ordered = plain + ["##" + piece for piece in continued]
    return SPECIAL + [piece for piece in dict.fromkeys(ordered) if reachable(piece)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unihan", help="Unihan_OtherMappings.txt.bz2, to make characters.txt")
    arguments = parser.parse_args()
    characters = FOLDER / "characters.txt"
    if arguments.unihan:
        table = extract_standard_table(arguments.unihan)
        characters.write_text(table, encoding="utf-8", newline="\n")
    standard = list(characters.read_text(encoding="utf-8").replace("\n", ""))
    vocabulary = "".join(piece + "\n" for piece in pieces(standard))
    (FOLDER / "vocab.txt").write_text(vocabulary, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
