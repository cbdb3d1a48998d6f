// English in Chinese text: words of ASCII letters and digits, eight bytes at a time.

/// The pieces of at most eight ASCII letters and digits, by their bytes.
struct ASCIIWords: Sendable {
    /// Some letters, the first in the lowest byte, and the pieces they are at the start of a word
    /// and within it, or -1; no letters are 0.
    struct Slot: Sendable {
        var letters: UInt64
        var initial: Int32
        var continuation: Int32
    }

    /// Open addressing with linear probing; a power of two, at most half full.
    private(set) var slots = Array(repeating: empty, count: 64)
    /// How far a hash is shifted down to a slot.
    private(set) var shift: UInt64 = 64 - 6
    private var count = 0

    private static let empty = Slot(letters: 0, initial: -1, continuation: -1)

    /// Adds a piece, given without `##`, if it is one of these.
    mutating func insert(_ piece: UnsafeBufferPointer<UInt8>, id: Int32, isContinuation: Bool) {
        guard 1...8 ~= piece.count else { return }
        var letters: UInt64 = 0
        for byte in piece.reversed() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                letters = letters << 8 | UInt64(byte)
            default: return
            }
        }
        let index = index(of: letters)
        if slots[index].letters == 0 { count += 1 }
        slots[index].letters = letters
        if isContinuation { slots[index].continuation = id } else { slots[index].initial = id }
        guard count * 2 > slots.count else { return }
        let old = slots
        slots = Array(repeating: Self.empty, count: old.count * 2)
        shift -= 1
        for slot in old where slot.letters != 0 { slots[self.index(of: slot.letters)] = slot }
    }

    /// The slot that holds the letters, or the empty one where they belong.
    private func index(of letters: UInt64) -> Int {
        var index = Self.index(of: letters, shift: shift)
        while slots[index].letters != letters && slots[index].letters != 0 {
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }

    /// The first slot to look at; Fibonacci hashing.
    @inline(__always)
    static func index(of letters: UInt64, shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (letters &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    /// How many of the eight bytes, from the lowest on, are ASCII letters and digits.
    @inline(__always)
    static func prefixLength(of bytes: UInt64) -> Int {
        let highs: UInt64 = 0x8080_8080_8080_8080
        let digits = bytes & ~highs
        let letters = lowercased(digits)
        // A byte of at most 7F plus 80 - c has its high bit set if it is at least c.
        let isLetter =
            (letters &+ repeated(0x80 - 0x61)) & ~(letters &+ repeated(0x80 - 0x7B))
        let isDigit = (digits &+ repeated(0x80 - 0x30)) & ~(digits &+ repeated(0x80 - 0x3A))
        let others = ~((isLetter | isDigit) & ~bytes) & highs
        return others.trailingZeroBitCount >> 3
    }

    /// Lower case of ASCII letters; digits stay what they are.
    @inline(__always)
    static func lowercased(_ bytes: UInt64) -> UInt64 { bytes | repeated(0x20) }

    @inline(__always)
    private static func repeated(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
}
