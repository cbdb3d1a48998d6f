// The letters of the word that is being read, and where each came from.

/// A word in the making: the symbols of its letters and the places they came from.
struct Word: Sendable {
    /// A letter: its symbol and, in the top byte, its canonical combining class.
    private(set) var symbols: [UInt32] = []
    /// The first byte of the character each letter came from.
    private(set) var starts: [Int] = []
    /// The number of letters that no mark to come may be moved before.
    var barrier = 0

    var isEmpty: Bool { symbols.isEmpty }

    @inline(__always)
    mutating func append(_ symbol: UInt32, at start: Int) {
        symbols.append(symbol)
        starts.append(start)
    }

    /// Appends a mark, moved before the marks of a greater class that directly precede it.
    ///
    /// Only the marks change places; where the letter at a place came from stays, as in Hugging
    /// Face's offsets.
    mutating func append(mark symbol: UInt32, combiningClass: UInt8, at start: Int) {
        var position = symbols.count
        while position > barrier && symbols[position - 1] >> 24 > combiningClass {
            position -= 1
        }
        symbols.insert(UInt32(combiningClass) << 24 | symbol, at: position)
        starts.append(start)
    }

    mutating func removeAll() {
        symbols.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        barrier = 0
    }
}
