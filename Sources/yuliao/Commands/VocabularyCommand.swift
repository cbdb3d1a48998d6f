// `yuliao vocabulary`: make a vocabulary, see how well one fits a text, hand it to other programs.
import ArgumentParser
import Tokenization

struct VocabularyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocabulary",
        abstract: "Train a WordPiece vocabulary, see how well one fits a text, or export one.",
        subcommands: [VocabularyTrain.self, VocabularyShow.self, VocabularyExport.self]
    )
}

/// The vocabulary a command reads.
struct VocabularyOption: ParsableArguments {
    @Option(
        name: .customLong("vocabulary"),
        help: ArgumentHelp(
            "A vocab.txt, a WordPiece tokenizer.json, or a folder with one. "
                + "(default: the project's own)",
            valueName: "vocabulary"
        )
    )
    var path: String?

    func read() throws -> Vocabulary {
        try HuggingFaceFiles.vocabulary(at: path ?? ProjectFiles.path(ProjectFiles.vocabulary))
    }
}
