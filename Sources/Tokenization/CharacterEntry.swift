// What a tokenizer does at one code point, packed into 32 bits.

/// The action at a code point: a kind in the top three bits, its operand in the others.
struct CharacterEntry: Sendable, Equatable {
    enum Kind: UInt32 {
        /// A letter of a word; the operand is its symbol, 0 where no piece contains it.
        case letter
        /// A word of its own (Han, punctuation); the operand is its id.
        case single
        /// Ends a word.
        case space
        /// As if it were not there.
        case removed
        /// As if it were not there, but no mark is reordered across it.
        case barrier
        /// Several characters, or a mark that may be reordered; the operand is the sequence.
        case sequence
        /// A Hangul syllable; the operand is its place among them.
        case hangul
        /// A capital sigma whose lower case depends on its neighbours.
        case sigma
    }

    var bits: UInt32

    init(_ kind: Kind, _ operand: UInt32 = 0) { bits = kind.rawValue << 29 | operand }

    init(bits: UInt32) { self.bits = bits }

    var kind: Kind { Kind(rawValue: bits >> 29) ?? .letter }
    var operand: UInt32 { bits & 0x1FFF_FFFF }
    /// Whether a word ends before the character.
    var isBoundary: Bool { bits >> 29 == Kind.single.rawValue || bits >> 29 == Kind.space.rawValue }
}
