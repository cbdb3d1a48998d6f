// `yuliao vocabulary`: make a vocabulary, and see how well one fits a text.
import ArgumentParser
import Foundation
import Tokenization

struct VocabularyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocabulary",
        abstract: "Train a WordPiece vocabulary, or see how well one fits a text.",
        subcommands: [Train.self, Show.self]
    )

    struct Train: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Train a vocabulary, as Hugging Face's BertWordPieceTrainer does.",
            discussion: """
                The result does not depend on the number of jobs. Example:
                  yuliao vocabulary train --size 21128 --output vocab.txt corpus.txt
                """
        )

        @OptionGroup var text: CountedText

        @Option(help: "The most pieces, special tokens included.")
        var size = 21_128

        @Option(help: "How often a pair must occur to become a piece.")
        var minimumFrequency = 2

        @Option(help: "The most characters, the most frequent ones.")
        var alphabetLimit: Int?

        @Option(help: "The share of all characters that the kept ones must cover.")
        var characterCoverage = 1.0

        @Flag(help: "Make each Han character a piece after ## too, as albert_zh wants it.")
        var continuesHan = false

        @Option(help: "The vocabulary to write; it must not exist.")
        var output: String

        func run() throws {
            guard !FileManager.default.fileExists(atPath: output) else {
                throw Failure(.usage, "\(output): is there already")
            }
            var configuration = WordPieceTrainer.Configuration()
            configuration.size = size
            configuration.minimumFrequency = minimumFrequency
            configuration.alphabetLimit = alphabetLimit
            configuration.characterCoverage = characterCoverage
            configuration.continuesHan = continuesHan
            let counts = try text.counts()
            let vocabulary = try WordPieceTrainer(configuration: configuration)
                .vocabulary(from: counts)
            let lines = vocabulary.pieces.map { $0 + "\n" }.joined()
            do {
                try Data(lines.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
            } catch {
                throw Failure(.inputOutput, "\(output): cannot be written")
            }
            try Terminal.line(VocabularyReport(vocabulary: vocabulary, counts: counts).summary)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what of a text a vocabulary knows, and what would help most.",
            discussion: """
                Example:
                  yuliao vocabulary show --vocabulary vocab.txt corpus.txt
                """
        )

        @OptionGroup var text: CountedText

        @Option(help: "The vocabulary, one piece a line. (default: the project's own)")
        var vocabulary: String?

        func run() throws {
            let path = try vocabulary ?? ProjectFiles.path(ProjectFiles.vocabulary)
            let report = VocabularyReport(
                vocabulary: try Vocabulary(contentsOf: path),
                counts: try text.counts()
            )
            try Terminal.line(report.summary)
        }
    }
}

/// The text whose words are counted, and how.
struct CountedText: ParsableArguments {
    @Argument(help: "Text files.")
    var files: [String]

    @Option(help: "Which reference says where words begin and end.")
    var profile: Tokenizer.Profile = .hfFast

    @Option(help: "Threads; the result does not depend on it.")
    var jobs = Machine.cores

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: expected 1 or more") }
        guard !files.isEmpty else { throw ValidationError("expected a text file") }
    }

    /// Counts the words of all files, chunks in parallel.
    func counts() throws -> WordCounts {
        var counts = WordCounts(profile: profile)
        for file in files {
            let input = try LineChunks(path: file)
            let progress = Progress("count", total: input.totalBytes, unit: .bytes)
            let profile = profile
            let stage = ParallelStage<[UInt8], (counts: WordCounts, bytes: Int)>(
                jobs: jobs,
                window: 2 * jobs,
                source: { try input.next() },
                makeWorker: {
                    { chunk in
                        var counts = WordCounts(profile: profile)
                        chunk.withUnsafeBufferPointer { counts.add($0) }
                        return (counts, chunk.count)
                    }
                }
            )
            var done: Int64 = 0
            while let part = try stage.next() {
                counts.merge(part.counts)
                done += Int64(part.bytes)
                progress.update(done)
            }
            progress.close()
        }
        return counts
    }
}

extension VocabularyReport {
    /// The report as lines of text.
    fileprivate var summary: String {
        var lines = [
            String(format: "coverage  %.4f %% of %d characters", 100 * coverage, characters),
            String(format: "unknown   %.4f %% of %d words", 100 * unknownRate, words),
        ]
        if !unknownCharacters.isEmpty {
            let list = unknownCharacters.map { "\($0.character) \($0.count)" }
            lines.append("unknown characters: " + list.joined(separator: "  "))
        }
        if !suggestions.isEmpty {
            let list = suggestions.map { "\($0.character) (\($0.rescuedWords) words)" }
            lines.append("worth adding: " + list.joined(separator: "  "))
        }
        return Terminal.printable(lines.joined(separator: "\n"), keepingLines: true)
    }
}
