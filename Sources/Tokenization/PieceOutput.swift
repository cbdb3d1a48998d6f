// Where the hot loop writes: pieces, ids alone, or ids as decimal text.

/// Memory that takes pieces one after another; whoever makes it sees to it that they fit.
protocol PieceOutput {
    associatedtype Position
    /// Where the next piece goes; setting it back takes pieces back.
    var position: Position { get set }
    /// Appends a piece and the byte range it came from.
    mutating func append(_ id: Int32, from start: Int, to end: Int)
}

extension PieceOutput {
    mutating func append(_ piece: Piece) {
        append(piece.id, from: piece.range.lowerBound, to: piece.range.upperBound)
    }
}

/// Pieces with their byte ranges.
struct SpannedPieceOutput: PieceOutput {
    var position: UnsafeMutablePointer<Piece>

    @inline(__always)
    mutating func append(_ id: Int32, from start: Int, to end: Int) {
        position.initialize(to: Piece(id: id, start: start, end: end))
        position += 1
    }
}

/// Ids alone.
struct IDOutput: PieceOutput {
    var position: UnsafeMutablePointer<Int32>

    @inline(__always)
    mutating func append(_ id: Int32, from start: Int, to end: Int) {
        position.initialize(to: id)
        position += 1
    }
}

/// Ids in decimal, each followed by a space.
struct DecimalOutput: PieceOutput {
    /// The digits of an id, a space and, in the last byte, how many bytes these are.
    typealias Word = SIMD16<UInt8>

    /// The most bytes an id takes; it is written as a whole word.
    static let longest = 11

    let words: UnsafePointer<Word>
    var position: UnsafeMutableRawPointer

    @inline(__always)
    mutating func append(_ id: Int32, from start: Int, to end: Int) {
        let word = words[Int(id)]
        position.storeBytes(of: word, as: Word.self)
        position += Int(word[15])
    }

    /// The words of the ids below `count`.
    static func words(count: Int) -> [Word] {
        (0..<count).map { id in
            var word = Word()
            var digits = 1
            var power = 10
            while power <= id { (digits, power) = (digits + 1, power * 10) }
            var rest = id
            for place in (0..<digits).reversed() {
                word[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            word[digits] = UInt8(ascii: " ")
            word[15] = UInt8(digits + 1)
            return word
        }
    }
}
