// Finds special tokens that the text spells out.

/// The special tokens of a vocabulary, to be found in raw text.
struct SpecialTokenSearch: Sendable {
    private let tokens: [(id: Int32, bytes: ArraySlice<UInt8>)]

    init(_ vocabulary: Vocabulary) {
        tokens = vocabulary.specialIDs.map { ($0, vocabulary.index.piece($0)) }
    }

    /// The first token at or after `start`.
    func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Piece? {
        var position = start
        while let bracket = text[position...].firstIndex(of: UInt8(ascii: "[")) {
            for token in tokens where text[bracket...].starts(with: token.bytes) {
                return Piece(id: token.id, range: bracket..<bracket + token.bytes.count)
            }
            position = bracket + 1
        }
        return nil
    }
}
