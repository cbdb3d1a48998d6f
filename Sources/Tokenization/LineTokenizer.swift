// Lines in, lines out: what a command prints for a text file.

/// Writes, for each line of a text, one line with its pieces.
public struct LineTokenizer: Sendable {
    /// What is written for a line.
    public enum Output: String, Sendable, CaseIterable {
        /// The pieces, separated by spaces.
        case pieces
        /// The ids, separated by spaces.
        case ids
        /// The byte ranges within the line as `start-end`, separated by spaces.
        case offsets
        /// An object with `ids`, `pieces` and `offsets`.
        case json
    }

    private let tokenizer: Tokenizer
    private let output: Output
    /// What is written for each id, followed by a separator.
    private let words: RenderedWords

    /// Creates a line tokenizer.
    public init(tokenizer: Tokenizer, output: Output) {
        self.tokenizer = tokenizer
        self.output = output
        words =
            switch output {
            case .ids: RenderedWords(tokenizer.vocabulary, separator: " ") { id, _ in "\(id)" }
            case .json:
                RenderedWords(tokenizer.vocabulary, separator: ",") { _, piece in
                    "\"" + piece.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
                }
            case .pieces, .offsets:
                RenderedWords(tokenizer.vocabulary, separator: " ") { _, piece in piece }
            }
    }

    /// Appends one line of output for each line of the text; lines end at 0x0A.
    ///
    /// A long text may be given in parts, each cut after a line break.
    public func appendLines(
        of text: UnsafeBufferPointer<UInt8>,
        scratch: inout Tokenizer.Scratch,
        into bytes: inout [UInt8]
    ) {
        var pieces: [Piece] = []
        swap(&pieces, &scratch.pieces)
        for line in text.lines {
            pieces.removeAll(keepingCapacity: true)
            tokenizer.pieces(of: line, scratch: &scratch, into: &pieces)
            append(pieces, to: &bytes)
        }
        swap(&pieces, &scratch.pieces)
    }

    private func append(_ pieces: [Piece], to bytes: inout [UInt8]) {
        switch output {
        case .pieces, .ids:
            words.append(pieces, to: &bytes)
        case .offsets:
            let ranges = pieces.lazy.map(\.range).map { "\($0.lowerBound)-\($0.upperBound)" }
            bytes.append(contentsOf: ranges.joined(separator: " ").utf8)
        case .json:
            let ids = pieces.lazy.map { "\($0.id)" }.joined(separator: ",")
            let ranges = pieces.lazy.map(\.range).map { "[\($0.lowerBound),\($0.upperBound)]" }
            bytes.append(contentsOf: "{\"ids\":[\(ids)],\"pieces\":[".utf8)
            words.append(pieces, to: &bytes)
            let offsets = ranges.joined(separator: ",")
            bytes.append(contentsOf: "],\"offsets\":[\(offsets)]}".utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
