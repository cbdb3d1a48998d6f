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

    let letters: UnsafeMutablePointer<Letter>
    /// The number of letters kept.
    let limit: Int
    /// The number of letters read.
    private(set) var count = 0
    /// The first byte of the last character.
    private(set) var lastStart = 0
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

    /// Appends a mark, moved before the marks of a greater class that directly precede it.
    ///
    /// The marks change places; the characters that the places stand for stay in order.
    mutating func append(mark symbol: UInt32, combiningClass: UInt8, at start: Int) {
        append(UInt32(combiningClass) << 24 | symbol, at: start)
        guard count <= limit else { return }
        var place = count - 1
        while place > barrier && letters[place - 1].symbol >> 24 > combiningClass {
            swap(&letters[place - 1].symbol, &letters[place].symbol)
            place -= 1
        }
    }

    /// Keeps the marks to come behind the letters so far.
    mutating func raiseBarrier() { barrier = count }

    @inline(__always)
    mutating func removeAll() {
        count = 0
        barrier = 0
    }
}
