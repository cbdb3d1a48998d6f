// `yuliao dictionary explain`: why a text is cut as it is.
import ArgumentParser
import Segmentation

struct DictionaryExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Draw the words, their weights and the route behind a cut.",
        discussion: """
            Examples:
              yuliao dictionary explain 南京市长江大桥
              yuliao dictionary explain --user-dictionary terms.txt 石墨烯电池
            """
    )

    @Argument(help: "The text to cut.")
    var text: String

    @Flag(inversion: .prefixedNo, help: "Join unknown words with the hidden Markov model.")
    var hmm = true

    @OptionGroup var dictionaries: DictionaryOptions

    func run() throws {
        let segmenter = try dictionaries.files().segmenter(hmm: hmm)
        try Terminal.line("\(segmenter.explanation(of: text))")
    }
}
