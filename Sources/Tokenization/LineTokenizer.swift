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
        /// An object with `ids`, `pieces`, `offsets` and the `unicode_tables` in force.
        case json
    }

    /// What is copied for each id.
    private enum Rendering {
        case ids([DecimalOutput.Word])
        case pieces(RenderedWords)
        case offsets
        case json(RenderedWords)
    }

    private let tokenizer: Tokenizer
    private let rendering: Rendering

    /// Creates a line tokenizer.
    public init(tokenizer: Tokenizer, output: Output) {
        self.tokenizer = tokenizer
        let vocabulary = tokenizer.vocabulary
        rendering =
            switch output {
            case .ids: .ids(DecimalOutput.words(count: vocabulary.count))
            case .pieces: .pieces(RenderedWords(vocabulary, separator: " ") { $0 })
            case .offsets: .offsets
            case .json:
                .json(
                    RenderedWords(vocabulary, separator: ",") { JSONValue.string($0).text }
                )
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
        if case .ids(let words) = rendering {
            for line in text.lines { appendIDs(of: line, words, &scratch, &bytes) }
            return
        }
        var pieces: [Piece] = []
        swap(&pieces, &scratch.pieces)
        for line in text.lines {
            pieces.removeAll(keepingCapacity: true)
            tokenizer.pieces(of: line, scratch: &scratch, into: &pieces)
            append(pieces, to: &bytes)
        }
        swap(&pieces, &scratch.pieces)
    }

    /// Writes ids as they are found: it takes longer to keep them than to find them.
    private func appendIDs(
        of line: UnsafeBufferPointer<UInt8>,
        _ words: [DecimalOutput.Word],
        _ scratch: inout Tokenizer.Scratch,
        _ bytes: inout [UInt8]
    ) {
        // At most as many ids as bytes, and a line break.
        bytes.append(addingCapacity: line.count * DecimalOutput.longest + 16) { bytes in
            bytes.withUnsafeMutableBufferPointer { memory, count in
                words.withUnsafeBufferPointer { words in
                    guard let base = memory.baseAddress, let words = words.baseAddress
                    else { return }
                    let start = UnsafeMutableRawPointer(base + count)
                    var output = DecimalOutput(words: words, position: start)
                    tokenizer.scan(line, &scratch, &output)
                    // The line break takes the place of the last space.
                    let end = output.position == start ? start : output.position - 1
                    end.storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
                    count += end + 1 - start
                }
            }
        }
    }

    private func append(_ pieces: [Piece], to bytes: inout [UInt8]) {
        switch rendering {
        case .pieces(let words):
            words.append(pieces, to: &bytes)
        case .json(let words):
            let ids = pieces.lazy.map { "\($0.id)" }.joined(separator: ",")
            let ranges = pieces.lazy.map(\.range).map { "[\($0.lowerBound),\($0.upperBound)]" }
            bytes.append(contentsOf: "{\"ids\":[\(ids)],\"pieces\":[".utf8)
            words.append(pieces, to: &bytes)
            let offsets = ranges.joined(separator: ",")
            let tables = tokenizer.profile.unicodeTables
            bytes.append(
                contentsOf: "],\"offsets\":[\(offsets)],\"unicode_tables\":\"\(tables)\"}".utf8
            )
        case .offsets, .ids:
            let ranges = pieces.lazy.map(\.range).map { "\($0.lowerBound)-\($0.upperBound)" }
            bytes.append(contentsOf: ranges.joined(separator: " ").utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
