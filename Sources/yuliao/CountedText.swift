// The text of `yuliao vocabulary`: its words counted, and what a vocabulary knows of them.
import ArgumentParser
import Foundation
import Tokenization

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

    /// Counts the words of all files.
    func counts() throws -> WordCounts {
        var counts = WordCounts(profile: profile)
        for file in files { try count(file, into: &counts) }
        return counts
    }

    /// Adds the words of a file, chunks in parallel; they are merged in the order of the text.
    private func count(_ file: String, into counts: inout WordCounts) throws {
        let input = try LineChunks(path: file)
        let progress = Progress("count", total: input.totalBytes, unit: .bytes)
        // Made once: the tables of a profile take longer than the words of a chunk.
        let empty = WordCounts(profile: profile)
        let stage = ParallelStage<[UInt8], (counts: WordCounts, bytes: Int)>(
            jobs: jobs,
            window: 2 * jobs,
            source: { try input.next() },
            makeWorker: {
                { chunk in
                    var counts = empty
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

    /// Prints what a vocabulary knows of the text and, where there are several, of each file.
    func printReport(of vocabulary: Vocabulary, counts: WordCounts) throws {
        let total = VocabularyReport(vocabulary: vocabulary, counts: counts)
        var sources: [(name: String, report: VocabularyReport)] = []
        // Counted again one by one: all at once, memory would grow with their number.
        for file in files where files.count > 1 {
            var counts = WordCounts(profile: profile)
            try count(file, into: &counts)
            sources.append((file, VocabularyReport(vocabulary: vocabulary, counts: counts)))
        }
        try Terminal.line(Terminal.printable(total.summary(sources: sources), keepingLines: true))
    }
}

extension VocabularyReport {
    /// The report as lines of text.
    fileprivate func summary(sources: [(name: String, report: VocabularyReport)]) -> String {
        func row(_ name: String, _ report: VocabularyReport) -> String {
            String(
                format: "%10.4f %% of %11d %10.4f %% of %11d  ",
                100 * report.unknownRate,
                report.words,
                100 * report.coverage,
                report.characters
            ) + name
        }
        var lines = ["    unknown words             known characters"]
        lines += sources.map { row($0.name, $0.report) }
        lines.append(row("all", self))
        if !unknownCharacters.isEmpty {
            let list = unknownCharacters.map { "\($0.character) \($0.count)" }
            lines.append("unknown characters: " + list.joined(separator: "  "))
        }
        if !suggestions.isEmpty {
            let list = suggestions.map { "\($0.character) (\($0.rescuedWords) words)" }
            lines.append("worth adding: " + list.joined(separator: "  "))
        }
        if uncountedWords > 0 {
            lines.append(
                "not counted: \(uncountedWords) rare words, for want of memory; "
                    + "no other word's count is low by more than \(largestUndercount)"
            )
        }
        lines.append("tables: " + unicodeTables)
        return lines.joined(separator: "\n")
    }
}
