// Lines in, lines out: what a command prints for a text file.

/// What is written for each line of a text.
public enum LineOutput: String, Sendable, CaseIterable {
    /// The pieces, separated by spaces.
    case pieces
    /// The ids, separated by spaces.
    case ids
    /// The byte ranges within the line as `start-end`, separated by spaces.
    case offsets
    /// An object with `ids`, `pieces` and `offsets`.
    case json
}

extension Tokenizer {
    /// Appends one line of output for each line of the text; lines end at 0x0A.
    ///
    /// A text that ends in a line break, or is cut after one, can be given in parts.
    public func tokenizeLines(
        of text: UnsafeBufferPointer<UInt8>,
        output: LineOutput,
        scratch: inout Scratch,
        into bytes: inout [UInt8]
    ) {
        var pieces = scratch.pieces
        scratch.pieces = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            pieces.removeAll(keepingCapacity: true)
            let line = UnsafeBufferPointer(rebasing: text[start..<end])
            self.pieces(of: line, scratch: &scratch, into: &pieces)
            switch output {
            case .pieces: appendList(pieces, to: &bytes) { appendPiece($0.id, to: &$1) }
            case .ids: appendList(pieces, to: &bytes) { appendNumber(Int($0.id), to: &$1) }
            case .offsets:
                appendList(pieces, to: &bytes) {
                    appendNumber($0.range.lowerBound, to: &$1)
                    $1.append(UInt8(ascii: "-"))
                    appendNumber($0.range.upperBound, to: &$1)
                }
            case .json: appendJSON(pieces, to: &bytes)
            }
            bytes.append(UInt8(ascii: "\n"))
            start = end + 1
        }
        scratch.pieces = pieces
    }

    private func appendList(
        _ pieces: [Piece],
        separator: UInt8 = UInt8(ascii: " "),
        to bytes: inout [UInt8],
        _ append: (Piece, inout [UInt8]) -> Void
    ) {
        for (index, piece) in pieces.enumerated() {
            if index > 0 { bytes.append(separator) }
            append(piece, &bytes)
        }
    }

    private func appendPiece(_ id: Int32, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: vocabulary.index.bytes[vocabulary.index.range(of: id)])
    }

    private func appendJSON(_ pieces: [Piece], to bytes: inout [UInt8]) {
        let comma = UInt8(ascii: ",")
        bytes.append(contentsOf: "{\"ids\":[".utf8)
        appendList(pieces, separator: comma, to: &bytes) { appendNumber(Int($0.id), to: &$1) }
        bytes.append(contentsOf: "],\"pieces\":[".utf8)
        appendList(pieces, separator: comma, to: &bytes) { piece, bytes in
            bytes.append(UInt8(ascii: "\""))
            for byte in vocabulary.index.bytes[vocabulary.index.range(of: piece.id)] {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    bytes.append(UInt8(ascii: "\\"))
                }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(contentsOf: "],\"offsets\":[".utf8)
        appendList(pieces, separator: comma, to: &bytes) { piece, bytes in
            bytes.append(UInt8(ascii: "["))
            appendNumber(piece.range.lowerBound, to: &bytes)
            bytes.append(comma)
            appendNumber(piece.range.upperBound, to: &bytes)
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(contentsOf: "]}".utf8)
    }
}

/// Appends a number that is not negative, in decimal digits.
private func appendNumber(_ number: Int, to bytes: inout [UInt8]) {
    var divisor = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
        divisor /= 10
    }
}
