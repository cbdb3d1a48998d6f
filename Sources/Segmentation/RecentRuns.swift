// The states of short runs of unknown characters seen lately: names and traditional words recur.

/// A table of runs of at most eight characters, by their codes; a new one replaces what is at its
/// place.
///
/// It has 512 KiB, because it shares the second-level cache with the dictionary.
struct RecentRuns: Sendable {
    struct Entry: BitwiseCopyable {
        /// The characters' codes, 16 bits each; 0 for none.
        var codes = SIMD2<UInt64>()
        /// The states, eight bits each.
        var states: UInt64 = 0
    }

    /// Whose states they are: a tagger, in which codes and states keep their meaning.
    final class Owner: Sendable {}

    /// The most characters of a run that is kept.
    static let longest = 8
    private static let bits: UInt64 = 14

    /// None before the first run.
    private var entries: [Entry] = []
    private var owner: Owner?

    /// Hands out the entries, which are empty where they were another's.
    mutating func withEntries<Result>(
        of owner: Owner,
        _ body: (UnsafeMutablePointer<Entry>?) -> Result
    ) -> Result {
        if self.owner !== owner {
            self.owner = owner
            entries = [Entry](repeating: Entry(), count: 1 << Int(Self.bits))
        }
        return entries.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    /// The first `count` of eight codes, as an entry has them.
    @inline(__always)
    static func key(of codes: UnsafePointer<UInt16>, count: Int) -> SIMD2<UInt64> {
        var key = UnsafeRawPointer(codes).loadUnaligned(as: SIMD2<UInt64>.self)
        let bits = UInt64(truncatingIfNeeded: count &<< 4)
        key[0] &= bits < 64 ? (1 &<< bits) &- 1 : .max
        key[1] &= bits < 64 ? 0 : bits < 128 ? (1 &<< (bits &- 64)) &- 1 : .max
        return key
    }

    /// Where the entry of a run is, if there is one.
    @inline(__always)
    static func place(of codes: SIMD2<UInt64>) -> Int {
        let mixed = (codes[0] ^ codes[1] &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed &>> (64 - bits))
    }
}
