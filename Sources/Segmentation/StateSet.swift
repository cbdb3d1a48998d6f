// Which of a model's states: one bit for each.

/// A set of numbers below 256.
struct StateSet: BitwiseCopyable, Equatable, Sendable {
    private var bits = SIMD4<UInt64>()

    init() {}

    @inline(__always)
    init(_ state: Int) { insert(state) }

    @inline(__always)
    var isEmpty: Bool { bits == SIMD4() }

    /// The greatest.
    var last: Int? {
        for word in (0..<4).reversed() where bits[word] != 0 {
            return word << 6 | (63 - bits[word].leadingZeroBitCount)
        }
        return nil
    }

    @inline(__always)
    func contains(_ state: Int) -> Bool { bits[state >> 6] >> UInt64(state & 63) & 1 == 1 }

    @inline(__always)
    mutating func insert(_ state: Int) { bits[state >> 6] |= 1 << UInt64(state & 63) }

    @inline(__always)
    mutating func remove(_ state: Int) { bits[state >> 6] &= ~(1 << UInt64(state & 63)) }

    @inline(__always)
    func intersects(_ other: StateSet) -> Bool { bits & other.bits != SIMD4() }

    @inline(__always)
    mutating func formUnion(_ other: StateSet) { bits |= other.bits }

    @inline(__always)
    func intersection(_ other: StateSet) -> StateSet {
        var both = self
        both.bits &= other.bits
        return both
    }

    @inline(__always)
    mutating func subtract(_ other: StateSet) { bits &= ~other.bits }

    @inline(__always)
    func subtracting(_ other: StateSet) -> StateSet {
        var rest = self
        rest.bits &= ~other.bits
        return rest
    }

    /// Hands out the numbers in order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        forEach(ofWord: bits[0], from: 0, body)
        forEach(ofWord: bits[1], from: 64, body)
        forEach(ofWord: bits[2], from: 128, body)
        forEach(ofWord: bits[3], from: 192, body)
    }

    @inline(__always)
    private func forEach(ofWord word: UInt64, from first: Int, _ body: (Int) -> Void) {
        var rest = word
        while rest != 0 {
            body(first &+ rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
    }
}
