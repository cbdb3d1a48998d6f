// Counter-based randomness: Philox4x32-10 keyed by what the numbers are for.

/// A random stream that is a pure function of the seed, the document, the pass and the purpose.
///
/// Nothing is shared between streams, so the order in which documents are worked on, and by how
/// many workers, does not change a number. The generator is Philox4x32-10 of Salmon et al.,
/// "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public struct CounterRandom: RandomNumberGenerator, Sendable {
    /// What a stream's numbers decide.
    public enum Purpose: UInt8, Sendable {
        /// Which sentences form an instance, and in which order.
        case pairing = 0
        /// Which words are masked, and by what.
        case masking = 1
        /// In which order instances are read.
        case order = 2
    }

    private let key: SIMD2<UInt32>
    private var counter: SIMD4<UInt32>
    private var spare: UInt64?

    /// Creates the stream of one document, pass and purpose.
    ///
    /// - Precondition: `pass` lies in `0..<(1 << 24)`.
    public init(seed: UInt64, document: UInt64, pass: Int, purpose: Purpose) {
        precondition((0..<(1 << 24)).contains(pass), "a pass is a number below 2^24")
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        counter = SIMD4(
            0,
            UInt32(pass) << 8 | UInt32(purpose.rawValue),
            UInt32(truncatingIfNeeded: document),
            UInt32(truncatingIfNeeded: document >> 32)
        )
    }

    /// Returns 64 random bits.
    public mutating func next() -> UInt64 {
        if let value = spare {
            spare = nil
            return value
        }
        let block = CounterRandom.block(counter: counter, key: key)
        counter.x &+= 1
        spare = UInt64(block.w) << 32 | UInt64(block.z)
        return UInt64(block.y) << 32 | UInt64(block.x)
    }

    /// Returns a number of `0..<bound`, each equally likely (Lemire's multiply and reject).
    ///
    /// - Precondition: `bound` is positive.
    public mutating func number(below bound: Int) -> Int {
        precondition(bound > 0, "a random number needs a positive bound")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold {
                product = next().multipliedFullWidth(by: bound)
            }
        }
        return Int(product.high)
    }

    /// Returns a number of [0, 1), a multiple of 2^-53.
    public mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Philox4x32-10: the four random words that belong to a counter and a key.
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
        var (k0, k1) = (key.x, key.y)
        for _ in 0..<10 {
            let first = UInt64(c0) &* 0xD251_1F53
            let second = UInt64(c2) &* 0xCD9E_8D57
            c0 = UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0
            c1 = UInt32(truncatingIfNeeded: second)
            c2 = UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1
            c3 = UInt32(truncatingIfNeeded: first)
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
