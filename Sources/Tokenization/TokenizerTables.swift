// What the hot loop looks up, in memory that does not move.

/// The tables of a tokenizer, immutable once they are made.
///
/// Pointers, since the checks and the reference counts of arrays cost more than half of the speed;
/// every index into them is made by the code that made the tables. Nothing is written after `init`,
/// which is why threads may share them.
final class TokenizerTables: @unchecked Sendable {
    /// What is looked up at every character; valid as long as the tables that it is of.
    struct Lookup {
        /// See `CharacterTable`.
        let entries: UnsafePointer<CharacterEntry>
        let blockStarts: UnsafePointer<Int32>
        /// See `PieceTrie`.
        let edges: UnsafePointer<PieceTrie.Edge>
        let edgeMask: Int
        let edgeShift: UInt64
        /// See `ASCIIWords`.
        let words: UnsafePointer<ASCIIWords.Slot>
        let wordMask: Int
        let wordShift: UInt64
        let unknownID: Int32
        let maximumWordLength: Int

        /// What to do at a code point; nothing at a byte that is no part of one.
        @inline(__always)
        func entry(of codePoint: UInt32) -> CharacterEntry {
            if codePoint < UInt32(CharacterTable.basicCount) { return entries[Int(codePoint)] }
            if codePoint == DecodedScalar.invalid { return CharacterEntry(.removed) }
            let block = blockStarts[Int(codePoint >> 8) - 0x100]
            return entries[Int(block) + Int(codePoint & 0xFF)]
        }
    }

    let lookup: Lookup
    let vocabulary: Vocabulary
    let sequences: CharacterSequences
    /// Decides about capital sigmas, where lower case knows context.
    let sigma: SigmaContext?
    /// Nil where special tokens are text like any other.
    let specialTokens: SpecialTokenSearch?
    /// Nil where every word may be split.
    let neverSplit: NeverSplit?

    init(
        _ rules: CharacterRules,
        vocabulary: Vocabulary,
        maximumWordLength: Int,
        specialTokens: SpecialTokenSearch?,
        neverSplit: NeverSplit? = nil
    ) {
        lookup = Lookup(
            entries: Self.copy(rules.table.entries),
            blockStarts: Self.copy(rules.table.blockStarts),
            edges: Self.copy(rules.trie.edges),
            edgeMask: rules.trie.edges.count - 1,
            edgeShift: rules.trie.shift,
            words: Self.copy(rules.words.slots),
            wordMask: rules.words.slots.count - 1,
            wordShift: rules.words.shift,
            unknownID: vocabulary.unknownID,
            maximumWordLength: maximumWordLength
        )
        self.vocabulary = vocabulary
        sequences = rules.sequences
        sigma = rules.sigma
        self.specialTokens = specialTokens
        self.neverSplit = neverSplit
    }

    deinit {
        lookup.entries.deallocate()
        lookup.blockStarts.deallocate()
        lookup.edges.deallocate()
        lookup.words.deallocate()
    }

    private static func copy<Element: BitwiseCopyable>(
        _ elements: [Element]
    ) -> UnsafePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        for (index, element) in elements.enumerated() {
            (copy + index).initialize(to: element)
        }
        return UnsafePointer(copy)
    }
}
