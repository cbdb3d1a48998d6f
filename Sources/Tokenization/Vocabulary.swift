// The pieces of a WordPiece vocabulary and their ids, as a `vocab.txt` lists them.

/// The pieces a tokenizer may produce; the id of a piece is the number of its line, from 0.
///
/// The file is split at 0x0A and nowhere else: pieces 343 and 13502 of the vocabulary that BERT,
/// NEZHA and ALBERT share for Chinese are U+2028, a line break to most readers of lines.
public struct Vocabulary: Sendable {
    /// The id of `[PAD]`.
    public let paddingID: Int32
    /// The id of `[UNK]`.
    public let unknownID: Int32
    /// The id of `[CLS]`.
    public let classificationID: Int32
    /// The id of `[SEP]`.
    public let separatorID: Int32
    /// The id of `[MASK]`.
    public let maskID: Int32

    let index: PieceIndex

    /// The special tokens every vocabulary has, in BERT's order.
    public static let specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// The ids of the special tokens, in the order of `specialTokens`.
    var specialIDs: [Int32] { [paddingID, unknownID, classificationID, separatorID, maskID] }

    /// Reads a `vocab.txt`: one piece a line, UTF-8, lines ending in 0x0A.
    ///
    /// - Throws: `TokenizationError` naming file and line for a file that cannot be read, a byte
    ///   order mark, a carriage return, a blank line, invalid UTF-8, a piece that occurs twice, or
    ///   a special token that is missing.
    public init(contentsOf path: String) throws {
        let bytes = try bytesOfFile(at: path)
        try self.init(lines: bytes, path: path)
    }

    /// Creates a vocabulary of the given pieces, in the order of their ids.
    ///
    /// - Throws: `TokenizationError` for a blank piece, one with a line feed or one that occurs twice,
    ///   or a special token that is missing; the line it names is the id plus one.
    public init(pieces: [String]) throws {
        var bytes: [UInt8] = []
        for (id, piece) in pieces.enumerated() {
            if piece.utf8.contains(UInt8(ascii: "\n")) {
                throw TokenizationError(
                    .invalidVocabulary,
                    "line feed in a piece (expected none, lines end there)",
                    at: .init(path: "vocabulary", line: id + 1)
                )
            }
            bytes.append(contentsOf: piece.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        try self.init(lines: bytes, path: "vocabulary")
    }

    private init(lines bytes: [UInt8], path: String) throws {
        let index = try bytes.withUnsafeBufferPointer { try Self.index(lines: $0, path: path) }
        let ids = try Self.specialTokens.map { token in
            if let id = index.id(of: Array(token.utf8)) { return id }
            throw TokenizationError(
                .missingSpecialToken,
                "no \(token) among \(index.count) pieces "
                    + "(expected \(Self.specialTokens.joined(separator: ", ")))",
                at: .init(path: path)
            )
        }
        self.init(index: index, specialIDs: ids)
    }

    /// The special tokens and nothing else.
    static let specialTokensOnly = Vocabulary()

    private init() {
        var index = PieceIndex()
        let ids = Self.specialTokens.map { index.insert(Array($0.utf8)).id }
        self.init(index: index, specialIDs: ids)
    }

    private init(index: PieceIndex, specialIDs ids: [Int32]) {
        self.index = index
        (paddingID, unknownID, classificationID) = (ids[0], ids[1], ids[2])
        (separatorID, maskID) = (ids[3], ids[4])
    }

    /// The number of pieces.
    public var count: Int { index.count }

    /// All pieces in the order of their ids.
    public var pieces: [String] { (0..<Int32(count)).map(piece) }

    /// The id of a piece, or nil if the vocabulary lacks it.
    public func id(of piece: String) -> Int32? {
        var piece = piece
        return piece.withUTF8 { index.id(of: $0) }
    }

    /// The piece with the given id, which must be below `count`.
    public func piece(_ id: Int32) -> String {
        String(decoding: index.bytes[index.range(of: id)], as: UTF8.self)
    }

    /// Splits the bytes of a vocabulary file into pieces, refusing what would shift or blur ids.
    private static func index(
        lines bytes: UnsafeBufferPointer<UInt8>,
        path: String
    ) throws -> PieceIndex {
        var index = PieceIndex()
        func failure(_ message: String) -> TokenizationError {
            TokenizationError(
                .invalidVocabulary,
                message,
                at: .init(path: path, line: index.count + 1)
            )
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure("byte order mark (expected UTF-8 without one)")
        }
        // Once for all lines; which line is at fault matters only when one is.
        let isValid = isValidUTF8(bytes)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
            start = end + 1
            if line.last == UInt8(ascii: "\r") {
                throw failure("carriage return (expected lines that end in a line feed alone)")
            }
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
                throw failure("blank line (expected one piece a line)")
            }
            if !isValid && !isValidUTF8(line) { throw failure("invalid UTF-8 (expected UTF-8)") }
            let (isInserted, first) = index.insert(line)
            if !isInserted {
                let piece = String(decoding: line, as: UTF8.self)
                throw failure(
                    "\"\(piece)\" is also line \(first + 1) (expected each piece once)"
                )
            }
        }
        return index
    }

    private static func isValidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}
