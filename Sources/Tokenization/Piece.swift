/// One WordPiece: its id and the bytes of the original text it came from.
public struct Piece: Sendable, Equatable {
    /// The id in the vocabulary.
    public var id: Int32
    /// The byte range in the original text.
    public var range: Range<Int>

    /// Creates a piece.
    public init(id: Int32, range: Range<Int>) {
        self.id = id
        self.range = range
    }

    /// Creates a piece whose range is known to be one.
    @inline(__always)
    init(id: Int32, start: Int, end: Int) {
        self.init(id: id, range: Range(uncheckedBounds: (start, end)))
    }
}
