// What a model is fed: one or two texts with special tokens, cut to length and padded.

/// The ids of one or two texts, as a BERT model reads them.
///
/// All arrays have one element for each position.
public struct Encoding: Sendable, Equatable {
    /// The ids, special tokens included.
    public internal(set) var ids: [Int32] = []
    /// 0 for the first text and its special tokens, 1 for the second, 0 for padding.
    public internal(set) var segments: [UInt8] = []
    /// The byte range within the text a piece belongs to; `0..<0` for special tokens.
    public internal(set) var ranges: [Range<Int>] = []
    /// Whether a position is a special token that was added.
    public internal(set) var isSpecial: [Bool] = []
    /// Whether a position is to be attended to: all but padding.
    public internal(set) var isAttended: [Bool] = []

    /// The number of positions.
    public var count: Int { ids.count }

    /// Appends padding up to the given length; a longer encoding stays as it is.
    public mutating func pad(to length: Int, with vocabulary: Vocabulary) {
        let count = length - count
        guard count > 0 else { return }
        ids.append(contentsOf: repeatElement(vocabulary.paddingID, count: count))
        segments.append(contentsOf: repeatElement(0, count: count))
        ranges.append(contentsOf: repeatElement(0..<0, count: count))
        isSpecial.append(contentsOf: repeatElement(true, count: count))
        isAttended.append(contentsOf: repeatElement(false, count: count))
    }

    mutating func append(_ piece: Piece, segment: UInt8) {
        append(id: piece.id, segment: segment, range: piece.range, isSpecial: false)
    }

    mutating func append(special id: Int32, segment: UInt8) {
        append(id: id, segment: segment, range: 0..<0, isSpecial: true)
    }

    private mutating func append(
        id: Int32,
        segment: UInt8,
        range: Range<Int>,
        isSpecial: Bool
    ) {
        ids.append(id)
        segments.append(segment)
        ranges.append(range)
        self.isSpecial.append(isSpecial)
        isAttended.append(true)
    }
}
