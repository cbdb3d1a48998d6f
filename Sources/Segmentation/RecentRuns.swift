// The states of short runs of unknown characters seen lately: names and traditional words recur.

/// A table of runs of at most eight characters, by all of their characters; a new one replaces what
/// is at its place.
struct RecentRuns: Sendable {
    struct Entry: BitwiseCopyable {
        /// The characters, 16 bits each: all Han the model knows are in the basic plane.
        var key = SIMD2<UInt64>()
        /// The states, eight bits each.
        var states: UInt64 = 0
    }

    /// The most characters of a run that is kept.
    static let longest = 8
    private static let bits: UInt64 = 14

    /// None before the first run; then a power of two.
    private var entries: [Entry] = []
    /// The model whose states these are.
    private var transitions: [Double] = []

    /// Hands out the entries, which are empty where they were of another model.
    mutating func withEntries<Result>(
        of model: TaggingModel?,
        _ body: (UnsafeMutablePointer<Entry>?) -> Result
    ) -> Result {
        guard let model else { return body(nil) }
        if !Self.areSame(transitions, model.transitions) {
            transitions = model.transitions
            entries = [Entry](repeating: Entry(), count: 1 << Int(Self.bits))
        }
        return entries.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    /// Where the entry of a run is, if there is one.
    @inline(__always)
    static func place(of key: SIMD2<UInt64>) -> Int {
        let mixed = (key[0] ^ key[1] &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed &>> (64 - bits))
    }

    /// Whether two arrays are one and the same; an array that is held is not replaced by another.
    private static func areSame(_ one: [Double], _ other: [Double]) -> Bool {
        one.withUnsafeBufferPointer { one in
            other.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress }
        }
    }
}
