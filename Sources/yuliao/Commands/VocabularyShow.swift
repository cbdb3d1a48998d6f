// `yuliao vocabulary show`: how well a vocabulary fits a text.
import ArgumentParser
import Tokenization

struct VocabularyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Say what of a text a vocabulary knows, and what would help most.",
        discussion: """
            Each file is a source with figures of its own. Example:
              yuliao vocabulary show --vocabulary vocab.txt corpus.txt
            """
    )

    @OptionGroup var text: CountedText

    @OptionGroup var vocabulary: VocabularyOption

    func run() throws {
        let vocabulary = try vocabulary.read()
        try text.printReport(of: vocabulary, counts: try text.counts())
    }
}
