// `yuliao dictionary`: make dictionaries, and see what they do.
import ArgumentParser

struct DictionaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dictionary",
        abstract: "Train, extend, check and judge the dictionaries of the segmenter.",
        subcommands: [
            DictionaryImport.self, DictionaryTrain.self, DictionaryDiscover.self,
            DictionaryLint.self, DictionaryExplain.self, DictionaryEvaluate.self,
        ]
    )
}
