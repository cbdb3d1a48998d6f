// `yuliao segment`: lines to words.
import ArgumentParser
import Segmentation

struct Segment: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut lines into words, exactly as jieba 0.42.1 does.",
        discussion: """
            One line in, one line out. Examples:
              echo 我来到北京清华大学 | yuliao segment
              yuliao segment --no-hmm --delimiter / news.txt > words.txt
              yuliao segment --mode search --user-dictionary terms.txt news.txt
              yuliao segment --pos news.txt
            """
    )

    @OptionGroup var lines: LineOptions

    @Option(help: "What to cut out: the most probable words, all words, or words for an index.")
    var mode: Segmenter.Mode = .accurate

    @Flag(inversion: .prefixedNo, help: "Join unknown words with the hidden Markov model.")
    var hmm = true

    @OptionGroup var dictionaries: DictionaryOptions

    @Flag(help: "Tag each word with its part of speech, as jieba.posseg does: word/tag.")
    var pos = false

    @Option(help: "What to write between words.")
    var delimiter = " "

    @Flag(help: "Write a JSON array of words a line.")
    var json = false

    @Flag(help: "With --json: write [word, start, end] with offsets in bytes.")
    var offsets = false

    func validate() throws {
        guard !offsets || json else { throw ValidationError("--offsets needs --json") }
        guard !pos || (!json && mode == .accurate) else {
            throw ValidationError("--pos goes with neither --json nor --mode")
        }
    }

    func run() throws {
        let files = try dictionaries.files()
        let delimiter = Array(delimiter.utf8)
        if pos {
            let tagger = try files.tagger(hmm: hmm)
            return try lines.run("segment") {
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
        let segmenter = try files.segmenter(hmm: hmm)
        let format: WordLines.Format = json ? .json(offsets: offsets) : .delimited(delimiter)
        try lines.run("segment") {
            var worker = WordLines(segmenter: segmenter, mode: mode, format: format)
            return { worker.append($0, to: &$1) }
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
