"""What jieba 0.42.1 makes of texts, kept on disk: it is slow, and its answers never change.

An answer is kept as a digest of eight bytes, which is enough to tell that another differs; what jieba
says of a text that does differ is asked again. Texts are asked in parts, and a part's file is named by
everything the answers depend on: jieba's version, the question, the user dictionary and the texts.
"""

import hashlib
import io
import logging
import multiprocessing
import os
import warnings

warnings.filterwarnings("ignore", message="pkg_resources")

import jieba
import jieba.analyse
import jieba.finalseg
import jieba.posseg

DIGEST = 8
PART = 2000

# No text that is compared contains them, so words and what belongs to a word can be told apart.
END, FIELD = "\x01", "\x02"


def joined(words):
    """Each word is ended rather than parted from the next: [""] is not []."""
    return "".join(word + END for word in words)


def with_offsets(tokens):
    return joined(f"{word}{FIELD}{start}{FIELD}{end}" for word, start, end in tokens)


def with_weights(pairs):
    return joined(f"{word}{FIELD}{weight!r}" for word, weight in pairs)


def tags(tokenizer, text, **options):
    return joined(str(pair) for pair in tagger_of(tokenizer).lcut(text, **options))


QUESTIONS = {
    "accurate": lambda t, text: joined(t.lcut(text)),
    "accurate, no HMM": lambda t, text: joined(t.lcut(text, HMM=False)),
    "full": lambda t, text: joined(t.lcut(text, cut_all=True)),
    "search": lambda t, text: joined(t.lcut_for_search(text)),
    "search, no HMM": lambda t, text: joined(t.lcut_for_search(text, HMM=False)),
    "tokenize": lambda t, text: with_offsets(t.tokenize(text)),
    "tokenize search": lambda t, text: with_offsets(t.tokenize(text, mode="search")),
    "tags, no HMM": lambda t, text: tags(t, text, HMM=False),
    "tags": tags,
    "TF-IDF": lambda t, text: with_weights(jieba.analyse.extract_tags(text, withWeight=True)),
    "TextRank": lambda t, text: with_weights(jieba.analyse.textrank(text, withWeight=True)),
}


def remember_runs():
    """Keeps the tags of runs of unknown words: most of the tagger's time goes into repeated ones."""
    viterbi, known = jieba.posseg.viterbi, {}

    def remembered(run, *tables):
        if run not in known:
            if len(known) == 1_000_000:
                known.clear()
            known[run] = viterbi(run, *tables)
        return known[run]

    jieba.posseg.viterbi = remembered


def start():
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    jieba.posseg.initialize()
    remember_runs()


def start_worker():
    os.nice(10)
    start()


def tagger_of(tokenizer):
    if tokenizer is jieba.dt:
        return jieba.posseg.dt
    if not hasattr(tokenizer, "tagger"):
        tokenizer.tagger = jieba.posseg.POSTokenizer(tokenizer)
    return tokenizer.tagger


latest = (None, None)


def tokenizer_with(dictionary):
    """The tokenizer with a user dictionary, given as bytes; jieba's own where it is None."""
    global latest
    if latest[0] != dictionary or latest[1] is None:
        # jieba keeps deleted words for all tokenizers of a process; ours belong to a dictionary.
        jieba.finalseg.Force_Split_Words.clear()
        tokenizer = jieba.dt
        if dictionary is not None:
            tokenizer = jieba.Tokenizer()
            tokenizer.initialize()
            tokenizer.load_userdict(io.BytesIO(dictionary))
        latest = (dictionary, tokenizer)
    return latest[1]


def answer(question, text, dictionary=None):
    return QUESTIONS[question](tokenizer_with(dictionary), text)


def digest(answer):
    return hashlib.blake2b(answer.encode("utf-8"), digest_size=DIGEST).digest()


def ask(job):
    path, question, texts, dictionary = job
    digests = b"".join(digest(answer(question, text, dictionary)) for text in texts)
    partial = f"{path}.{os.getpid()}.partial"
    with open(partial, "wb") as file:
        file.write(digests)
    os.replace(partial, path)


class Answers:
    """jieba's answers below a folder, asked by `jobs` processes; by none where `jobs` is 0."""

    def __init__(self, folder, jobs):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.pool = multiprocessing.Pool(jobs, start_worker) if jobs else None

    def prepare(self, batches):
        """Asks what was not asked before. A batch: question, texts, user dictionary or None."""
        jobs = [
            job for batch in batches for job in self._jobs(*batch) if not os.path.exists(job[0])
        ]
        if self.pool:
            for _ in self.pool.imap_unordered(ask, jobs):
                pass

    def digests(self, question, texts, dictionary=None):
        """The digest of each answer, None for those that are not known."""
        self.prepare([(question, texts, dictionary)])
        found = []
        for path, _, part, _ in self._jobs(question, texts, dictionary):
            try:
                with open(path, "rb") as file:
                    digests = file.read()
            except FileNotFoundError:
                found += [None] * len(part)
                continue
            assert len(digests) == DIGEST * len(part), path
            found += (digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST))
        return found

    def _jobs(self, question, texts, dictionary=None):
        for first in range(0, len(texts), PART):
            part = texts[first : first + PART]
            key = hashlib.blake2b(digest_size=16)
            for field in (jieba.__version__, question, repr(dictionary), *part):
                key.update(field.encode("utf-8") + b"\0")
            yield os.path.join(self.folder, key.hexdigest()), question, part, dictionary
