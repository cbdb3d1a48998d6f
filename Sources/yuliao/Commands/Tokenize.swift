// `yuliao tokenize`: lines to WordPiece ids or pieces.
import ArgumentParser
import Tokenization

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut lines into WordPieces, exactly as BERT's tokenizers do.",
        discussion: """
            One line in, one line out. Examples:
              yuliao tokenize news.txt
              yuliao tokenize --ids --profile hf-fast news.txt > ids.txt
              echo 我来到北京清华大学 | yuliao tokenize --json
            """
    )

    @OptionGroup var lines: LineOptions

    @Option(help: "The vocabulary, one piece a line. (default: the project's own)")
    var vocabulary: String?

    @Option(help: "Which reference to match.")
    var profile: Tokenizer.Profile = .google

    @Flag(help: "Write ids instead of pieces.")
    var ids = false

    @Flag(help: "Write the byte range of each piece instead.")
    var offsets = false

    @Flag(help: "Write an object with ids, pieces and offsets.")
    var json = false

    @Flag(help: "Take a literal [CLS] in the text for the special token.")
    var specialTokens = false

    func validate() throws {
        guard [ids, offsets, json].count(where: { $0 }) <= 1 else {
            throw ValidationError("expected at most one of --ids, --offsets and --json")
        }
    }

    func run() throws {
        let path = try vocabulary ?? ProjectFiles.path(ProjectFiles.vocabulary)
        let tokenizer = Tokenizer(
            vocabulary: try Vocabulary(contentsOf: path),
            profile: profile,
            specialTokens: specialTokens ? .special : .text
        )
        let writer = LineTokenizer(
            tokenizer: tokenizer,
            output: json ? .json : ids ? .ids : offsets ? .offsets : .pieces
        )
        try lines.run("tokenize") {
            var scratch = Tokenizer.Scratch()
            return { writer.appendLines(of: $0, scratch: &scratch, into: &$1) }
        }
    }
}
