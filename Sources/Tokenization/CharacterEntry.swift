// What a tokenizer does at one code point, packed into 32 bits.

/// The action at a code point: a kind in the top three bits, its operand in the others.
struct CharacterEntry: Sendable, Equatable {
    /// What to do; not an enumeration, so that a hot loop need not check its range.
    struct Kind: Sendable, Equatable {
        let rawValue: UInt32

        /// A letter of a word; the operand is its symbol, 0 where no piece contains it.
        static let letter = Kind(rawValue: 0)
        /// A word of its own (Han, punctuation); the operand is its id.
        static let single = Kind(rawValue: 1)
        /// Ends a word.
        static let space = Kind(rawValue: 2)
        /// As if it were not there.
        static let removed = Kind(rawValue: 3)
        /// As if it were not there, but no mark is reordered across it.
        static let barrier = Kind(rawValue: 4)
        /// Several characters, or a mark that may be reordered; the operand is the sequence.
        static let sequence = Kind(rawValue: 5)
        /// A Hangul syllable.
        static let hangul = Kind(rawValue: 6)
        /// A capital sigma whose lower case depends on its neighbours.
        static let sigma = Kind(rawValue: 7)
    }

    let bits: UInt32

    init(_ kind: Kind, _ operand: UInt32 = 0) { bits = kind.rawValue << 29 | operand }

    var kind: Kind { Kind(rawValue: bits >> 29) }
    var operand: UInt32 { bits & 0x1FFF_FFFF }
}
