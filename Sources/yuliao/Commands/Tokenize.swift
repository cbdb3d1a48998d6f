// `yuliao tokenize`: lines to WordPiece ids or pieces.
import ArgumentParser
import Tokenization

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut lines into WordPieces, exactly as BERT's tokenizers do.",
        discussion: """
            One line in, one line out. Examples:
              yuliao tokenize news.txt
              yuliao tokenize --ids --profile hf-fast --vocabulary vocab.txt news.txt > ids.txt
              echo 我来到北京清华大学 | yuliao tokenize --json
            """)

    @OptionGroup var lines: LineOptions

    @Option(help: "The vocabulary, one piece a line. (default: the project's own)")
    var vocabulary: String?

    @Option(help: "Which reference to match.")
    var profile: Tokenizer.Profile = .google

    @Flag(help: "Write ids instead of pieces.")
    var ids = false

    @Flag(help: "Write a JSON array a line: [[piece, id, start, end], ...], offsets in bytes.")
    var json = false

    func run() throws {
        let path = try vocabulary ?? ProjectFiles.path(ProjectFiles.vocabulary)
        let tokenizer = Tokenizer(
            vocabulary: try Vocabulary(contentsOf: path), profile: profile)
        let format: Tokenizer.LineFormat = json ? .json : ids ? .ids : .pieces
        try lines.run("tokenize") {
            var scratch = Tokenizer.Scratch()
            return { chunk in
                var output: [UInt8] = []
                chunk.withUnsafeBufferPointer {
                    tokenizer.tokenizeLines(of: $0, as: format, scratch: &scratch, into: &output)
                }
                return output
            }
        }
    }
}

extension Tokenizer.Profile: ExpressibleByArgument {}
