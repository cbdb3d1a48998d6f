// `yuliao tokenize`: lines to WordPiece ids or pieces.
import ArgumentParser
import Tokenization

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Cut lines into WordPieces, exactly as BERT's tokenizers do.",
        discussion: """
            One line in, one line out. Examples:
              yuliao tokenize news.txt
              yuliao tokenize --ids --profile hf-fast news.txt > ids.txt
              echo 我来到北京清华大学 | yuliao tokenize --json
            """
    )

    @OptionGroup var lines: LineOptions

    @OptionGroup var vocabulary: VocabularyOption

    @Option(help: "Which reference to match.")
    var profile: Tokenizer.Profile = .google

    @Flag(help: "Write ids instead of pieces.")
    var ids = false

    @Flag(help: "Write the byte range of each piece instead.")
    var offsets = false

    @Flag(help: "Write an object with ids, pieces, offsets and the Unicode tables in force.")
    var json = false

    @Flag(help: "Take a literal [CLS] in the text for the special token.")
    var specialTokens = false

    @Option(
        help: ArgumentHelp(
            "Leave a word whole, as BertTokenizer's never_split does; hf-slow only, repeatable.",
            valueName: "word"
        )
    )
    var neverSplit: [String] = []

    func validate() throws {
        guard neverSplit.isEmpty || profile == .hfSlow else {
            throw ValidationError(
                "--never-split: \(profile.rawValue) splits every word (expected --profile hf-slow)"
            )
        }
        guard [ids, offsets, json].count(where: { $0 }) <= 1 else {
            throw ValidationError("expected at most one of --ids, --offsets and --json")
        }
    }

    func run() throws {
        let pieces = try vocabulary.read()
        let literal = specialTokens ? Tokenizer.SpecialTokens.special : .text
        let tokenizer =
            neverSplit.isEmpty
            ? Tokenizer(vocabulary: pieces, profile: profile, specialTokens: literal)
            : Tokenizer(vocabulary: pieces, neverSplit: neverSplit, specialTokens: literal)
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
