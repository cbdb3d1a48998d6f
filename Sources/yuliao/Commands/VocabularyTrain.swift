// `yuliao vocabulary train`: a WordPiece vocabulary from text.
import ArgumentParser
import Foundation
import Tokenization

struct VocabularyTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a vocabulary, as Hugging Face's BertWordPieceTrainer does.",
        discussion: """
            The result does not depend on the number of jobs. What the vocabulary knows of each \
            file is printed. Example:
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

    @Option(help: "Characters to keep whether they occur or not.")
    var alphabet = ""

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
        configuration.alphabet = alphabet
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
        try text.printReport(of: vocabulary, counts: counts)
    }
}
