// `yuliao dictionary lint`: what in a dictionary cannot work as meant.
import ArgumentParser
import Segmentation

struct DictionaryLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Name the words of a dictionary that can never be cut, and other mistakes.",
        discussion: """
            Ends with status 65 when there is a finding. Examples:
              yuliao dictionary lint --format user terms.txt
              yuliao dictionary lint dicts/jieba/dict.txt
            """
    )

    @Argument(help: "Dictionaries to check.")
    var files: [String]

    @Option(help: "The format of the files.")
    var format: DictionaryLinter.Format = .main

    @Option(help: "The main dictionary that user words compete with. (default: jieba's)")
    var dictionary: String?

    func run() throws {
        var count = 0
        for file in files {
            // A user's words are judged beside the main dictionary, a main one by itself.
            let words =
                format == .user
                ? try SegmentationFiles(dictionary: dictionary, userDictionaries: [file]).words()
                : try WordDictionary(contentsOf: file)
            let findings = try DictionaryLinter(dictionary: words)
                .findings(inContentsOf: file, format: format)
            for finding in findings { try Terminal.line(Terminal.printable("\(finding)")) }
            count += findings.count
        }
        guard count == 0 else { throw Failure(.badInput, counted(count, "finding")) }
    }
}
