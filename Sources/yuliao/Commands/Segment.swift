// `yuliao segment`: lines to words.
import ArgumentParser
import Segmentation
import Synchronization

struct Segment: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment",
        abstract: "Cut lines into words, exactly as jieba 0.42.1 does, or with its quirks mended.",
        discussion: """
            One line in, one line out. Examples:
              echo 我来到北京清华大学 | yuliao segment
              yuliao segment --no-hmm --delimiter / news.txt > words.txt
              yuliao segment --mode search --user-dictionary terms.txt news.txt
              yuliao segment --pos news.txt
              yuliao segment --profile fixed --forced-words names.txt news.txt
              yuliao segment --encoding gbk --json --offsets --offset-unit characters old.txt
            """
    )

    @OptionGroup var lines: LineOptions

    @Option(help: "What to cut out: the most probable words, all words, or words for an index.")
    var mode: Segmenter.Mode = .accurate

    @Flag(inversion: .prefixedNo, help: "Join unknown words with the hidden Markov model.")
    var hmm = true

    @OptionGroup var dictionaries: DictionaryOptions

    @Option(help: "Whose rules: jieba's, or these without its quirks (numbers, URLs, all Han).")
    var profile: Segmenter.Profile = .jieba

    @Option(help: "With --profile fixed: words that always win, one a line. May be repeated.")
    var forcedWords: [String] = []

    @Option(help: "What the lines are in; bytes that are no GBK are left out and counted.")
    var encoding: DecodedText.Encoding = .utf8

    @Flag(help: "Tag each word with its part of speech, as jieba.posseg does: word/tag.")
    var pos = false

    @Option(help: "What to write between words.")
    var delimiter = " "

    @Flag(help: "Write a JSON array of words a line.")
    var json = false

    @Flag(help: "With --json: write [word, start, end].")
    var offsets = false

    @Option(help: "What --offsets counts: bytes of the line in UTF-8, or its code points.")
    var offsetUnit: WordLines.OffsetUnit?

    func validate() throws {
        guard !offsets || json else { throw ValidationError("--offsets needs --json") }
        guard offsets || offsetUnit == nil else {
            throw ValidationError("--offset-unit needs --offsets")
        }
        guard forcedWords.isEmpty || profile == .fixed else {
            throw ValidationError("--forced-words needs --profile fixed")
        }
        guard !pos || profile == .jieba else {
            throw ValidationError("--pos goes with --profile jieba only: the tagger is jieba's")
        }
        guard !pos || (!json && mode == .accurate) else {
            throw ValidationError("--pos goes with neither --json nor --mode")
        }
    }

    func run() throws {
        let files = try SegmentationFiles(
            dictionary: dictionaries.dictionary,
            userDictionaries: dictionaries.userDictionary,
            profile: profile,
            forcedWords: forcedWords
        )
        let makeWorker = pos ? tagging(files) : cutting(files)
        guard encoding == .gbk else {
            return try lines.run("segment", longLines: longLines, makeWorker: makeWorker)
        }
        let dropped = Mutex(0)
        try lines.run("segment") {
            let work = try makeWorker()
            return { chunk, output in
                let text = try DecodedText(gbk: chunk)
                dropped.withLock { $0 += text.droppedBytes }
                try text.utf8.withUnsafeBufferPointer { try work($0, &output) }
            }
        }
        let count = dropped.withLock { $0 }
        if count > 0 {
            Terminal.error("segment: left out \(counted(count, "byte")) that are no GBK\n")
        }
    }

    /// Lines can be cut where no word, no space between empty words and no JSON is.
    private var longLines: LineOptions.LongLines? {
        guard !json, profile == .jieba, mode != .full else { return nil }
        return LineOptions.LongLines(
            partEnd: Segmenter.lastBoundary,
            joint: Array(delimiter.utf8)
        )
    }

    private func cutting(_ files: SegmentationFiles) -> LineOptions.MakeWorker {
        let segmenter = Shared { [hmm] in try files.segmenter(hmm: hmm) }
        let format: WordLines.Format =
            json
            ? .json(offsets: offsets ? offsetUnit ?? .bytes : nil)
            : .delimited(Array(delimiter.utf8))
        return { [mode] in
            let lines = WordLines(segmenter: try segmenter.value(), mode: mode, format: format)
            var scratch = Segmenter.Scratch()
            return { lines.append($0, scratch: &scratch, to: &$1) }
        }
    }

    private func tagging(_ files: SegmentationFiles) -> LineOptions.MakeWorker {
        let tagger = Shared { [hmm] in try files.tagger(hmm: hmm) }
        let delimiter = Array(delimiter.utf8)
        return {
            let tagger = try tagger.value()
            var scratch = Tagger.Scratch()
            return { text, output in
                tagger.tagLines(
                    of: text,
                    delimiter: delimiter,
                    scratch: &scratch,
                    into: &output
                )
            }
        }
    }
}

/// The options that name dictionaries.
struct DictionaryOptions: ParsableArguments {
    @Option(help: "The main dictionary. (default: jieba's)")
    var dictionary: String?

    @Option(help: "A dictionary to add: `word [frequency] [tag]` a line. May be repeated.")
    var userDictionary: [String] = []

    func files() throws -> SegmentationFiles {
        try SegmentationFiles(dictionary: dictionary, userDictionaries: userDictionary)
    }
}
