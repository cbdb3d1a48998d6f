// The letters of the word that is being read, and where each came from.

/// A word in the making, in storage lent for one call.
///
/// A word longer than `limit` is unknown whatever it says, so no more letters are kept.
struct Word {
    /// A letter and the place it came from.
    struct Letter: Sendable {
        /// The symbol; the top byte is the canonical combining class of a mark.
        var symbol: UInt32
        /// The first byte of the character.
        var start: Int
    }

    /// The bits of a symbol that are not the combining class.
    static let symbolMask: UInt32 = 0xFF_FFFF

    let letters: UnsafeMutablePointer<Letter>
    /// The number of letters kept.
    let limit: Int
    /// The number of letters read.
    private(set) var count = 0
    /// The first byte of the last character.
    private(set) var lastStart = 0
    /// Where the letters lead in the trie, and the piece they are, or -1.
    ///
    /// It is looked up while the word is read, when the processor has other things to do meanwhile.
    private(set) var state = PieceTrie.initial
    private(set) var id: Int32 = -1
    /// The number of letters that no mark to come may be moved before.
    private var barrier = 0

    init(letters: UnsafeMutablePointer<Letter>, limit: Int) {
        self.letters = letters
        self.limit = limit
    }

    @inline(__always)
    mutating func append(_ symbol: UInt32, at start: Int) {
        if count < limit { letters[count] = Letter(symbol: symbol, start: start) }
        count += 1
        lastStart = start
    }

    /// Follows the edge of the last letter.
    @inline(__always)
    mutating func follow(_ edge: PieceTrie.Edge) {
        state = edge.state
        id = edge.id
    }

    /// Gives up following edges, after letters that were not followed.
    mutating func loseTrack() {
        state = PieceTrie.dead
        id = -1
    }

    /// Appends a letter of a sequence; a mark is moved before the marks of a greater class that
    /// directly precede it.
    ///
    /// The marks change places; the characters that the places stand for stay in order.
    mutating func append(_ element: CharacterSequences.Element, at start: Int) {
        append(UInt32(element.combiningClass) << 24 | element.symbol, at: start)
        guard element.combiningClass > 0, count <= limit else { return }
        var place = count - 1
        while place > barrier && letters[place - 1].symbol >> 24 > element.combiningClass {
            swap(&letters[place - 1].symbol, &letters[place].symbol)
            place -= 1
        }
    }

    /// Keeps the marks to come behind the letters so far.
    mutating func raiseBarrier() { barrier = count }
}
