// `yuliao dictionary discover`: words of a text that the dictionary does not have.
import ArgumentParser
import Foundation
import Segmentation

struct DictionaryDiscover: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Find new words of 2 to 6 Han characters in raw text.",
        discussion: """
            A word's parts occur together more often than chance has it (pointwise mutual \
            information, at its weakest split), and its neighbours vary (branching entropy on \
            either side); both are in nats. The files are read seven times. A line is a word, its \
            frequency, the information, the left and the right entropy, with tabs between. \
            Examples:
              yuliao dictionary discover --top 50 news.txt
              yuliao dictionary discover --as-user-dictionary news.txt > terms.txt
            """
    )

    @Argument(help: "Text files.")
    var files: [String]

    @Option(help: "How many words, those that are most surely words.")
    var top = 100

    @Option(help: "How often a word must occur.")
    var minimumFrequency = WordDiscovery.Configuration().minimumFrequency

    @Option(help: "The least pointwise mutual information.")
    var minimumInformation = WordDiscovery.Configuration().minimumCohesion

    @Option(help: "The least entropy on either side.")
    var minimumEntropy = WordDiscovery.Configuration().minimumEntropy

    @Flag(help: "Write `word frequency` a line, as a user dictionary has it.")
    var asUserDictionary = false

    @OptionGroup var dictionaries: DictionaryOptions

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top: expected 1 or more") }
        guard minimumFrequency >= 2 else {
            throw ValidationError("--minimum-frequency: expected 2 or more")
        }
        guard !files.contains("-") else {
            throw ValidationError("expected files: standard input cannot be read seven times")
        }
    }

    func run() throws {
        var configuration = WordDiscovery.Configuration()
        configuration.minimumFrequency = minimumFrequency
        configuration.minimumCohesion = minimumInformation
        configuration.minimumEntropy = minimumEntropy
        let discovery = try discovery(configuration)
        for word in discovery.words().prefix(top) {
            let fields =
                asUserDictionary
                ? "\(word.word) \(word.frequency)"
                : [word.cohesion, word.leftEntropy, word.rightEntropy]
                    .reduce("\(word.word)\t\(word.frequency)") { $0 + String(format: "\t%.4f", $1) }
            try Terminal.line(fields)
        }
        if discovery.undercount > 0 {
            Terminal.error(
                "discover: the tables were full; counts can be too low by up to "
                    + "\(discovery.undercount)\n"
            )
        }
    }

    /// Reads all files as often as it takes.
    private func discovery(_ configuration: WordDiscovery.Configuration) throws -> WordDiscovery {
        var discovery = WordDiscovery(
            dictionary: try dictionaries.files().words(),
            configuration: configuration
        )
        let total = try files.reduce(0) { try $0 + LineChunks(path: $1).totalBytes }
        let progress = Progress(
            "discover",
            total: total * Int64(discovery.passes),
            unit: .bytes
        )
        defer { progress.close() }
        var done: Int64 = 0
        for _ in 0..<discovery.passes {
            for file in files {
                let input = try LineChunks(path: file)
                while let chunk = try input.next() {
                    try Interruption.check("discover: interrupted")
                    chunk.withUnsafeBufferPointer { discovery.add($0) }
                    done += Int64(chunk.count)
                    progress.update(done)
                }
            }
            discovery.endPass()
        }
        return discovery
    }
}
