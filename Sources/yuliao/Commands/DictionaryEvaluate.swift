// `yuliao dictionary evaluate`: how well words are cut, against words cut by hand.
import ArgumentParser
import Foundation
import Segmentation

struct DictionaryEvaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score the segmenter against gold words, as the SIGHAN bakeoffs do.",
        discussion: """
            One sentence a line, white space between words. OOV words are gold words with a Han
            character or a letter that the dictionary does not have. Examples:
              yuliao dictionary evaluate pku_test_gold.utf8
              yuliao dictionary evaluate --no-hmm --dictionary dicts/own/dict.txt gold.txt
            """
    )

    @Argument(help: "The gold words; '-' is standard input.")
    var gold: String

    @Flag(inversion: .prefixedNo, help: "Join unknown words with the hidden Markov model.")
    var hmm = true

    @OptionGroup var dictionaries: DictionaryOptions

    func run() throws {
        let segmenter = try dictionaries.files().segmenter(hmm: hmm)
        let input = try LineChunks(path: gold)
        let progress = Progress("evaluate", total: input.totalBytes, unit: .bytes)
        var score = SegmentationScore()
        var done: Int64 = 0
        while let chunk = try input.next() {
            try Interruption.check("evaluate: interrupted")
            for line in chunk.split(separator: 0x0A) {
                score.add(reference: String(decoding: line, as: UTF8.self), segmenter: segmenter)
            }
            done += Int64(chunk.count)
            progress.update(done)
        }
        progress.close()
        guard score.expected > 0 else { throw Failure(.badInput, "\(gold): expected words") }
        try Terminal.line(score.table)
    }
}

extension SegmentationScore {
    /// The score as lines of text.
    fileprivate var table: String {
        [
            Self.row("precision", precision, correct, found),
            Self.row("recall", recall, correct, expected),
            String(format: "F1         %.4f", f1),
            Self.row("OOV recall", unknownRecall, unknownCorrect, unknown),
            String(format: "OOV rate   %.4f", Double(unknown) / Double(expected)),
        ].joined(separator: "\n")
    }

    private static func row(_ name: String, _ value: Double, _ part: Int, _ whole: Int) -> String {
        let name = name.padding(toLength: 10, withPad: " ", startingAt: 0)
        return name + String(format: " %.4f  %d of %d words", value, part, whole)
    }
}
