// `yuliao keywords`: what texts are about.
import ArgumentParser
import Foundation
import Segmentation

struct Keywords: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keywords",
        abstract: "Find the keywords of texts, exactly as jieba.analyse does.",
        discussion: """
            Each file is one text; a line is a word, a tab and its weight. Examples:
              yuliao keywords news.txt
              yuliao keywords --method textrank --top 5 news.txt
              yuliao keywords --tags ns,n --stop-words stop.txt news.txt
            """
    )

    /// How words are weighed.
    enum Method: String, CaseIterable, ExpressibleByArgument {
        case tfidf, textrank
    }

    @Argument(help: "Files to read; standard input where none is named or the name is '-'.")
    var files: [String] = []

    @Option(help: "How words are weighed.")
    var method: Method = .tfidf

    @Option(help: "How many keywords of each text.")
    var top = 20

    @Option(help: "The parts of speech to keep, separated by commas. (default: the method's own)")
    var tags: String?

    @Option(help: "Inverse document frequencies: `word number` a line. (default: jieba's)")
    var idf: String?

    @Option(help: "Words to leave out, one a line.")
    var stopWords: String?

    @OptionGroup var dictionaries: DictionaryOptions

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top: expected 1 or more") }
        if files.isEmpty, Machine.inputIsTerminal {
            throw ValidationError("expected a file, or text on standard input")
        }
    }

    func run() throws {
        let find = try finder()
        for file in files.isEmpty ? ["-"] : files {
            if files.count > 1 { try Terminal.line("# \(file)") }
            for keyword in find(try text(of: file)) {
                try Terminal.line("\(keyword.word)\t\(keyword.weight)")
            }
        }
    }

    private func finder() throws -> (String) -> [Keyword] {
        let files = try dictionaries.files()
        let stopWords = try stopWords.map { try StopWords(contentsOf: $0) } ?? .standard
        let tagger = try files.tagger(hmm: true)
        let allowed = tags.map { Set($0.split(separator: ",").map(String.init)) }
        switch method {
        case .tfidf:
            let tfidf = TFIDF(
                segmenter: try files.segmenter(hmm: true),
                tagger: tagger,
                frequencies: try InverseDocumentFrequencies(
                    contentsOf: try idf ?? files.companion("idf.txt")
                ),
                stopWords: stopWords
            )
            return { tfidf.keywords(in: $0, top: top, allowedTags: allowed ?? []) }
        case .textrank:
            let textRank = TextRank(tagger: tagger, stopWords: stopWords)
            guard let allowed else { return { textRank.keywords(in: $0, top: top) } }
            return { textRank.keywords(in: $0, top: top, allowedTags: allowed) }
        }
    }

    private func text(of file: String) throws -> String {
        let input = try LineChunks(path: file)
        var bytes: [UInt8] = []
        while let chunk = try input.next() { bytes += chunk }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badInput, "\(file): expected UTF-8")
        }
        return text
    }
}
