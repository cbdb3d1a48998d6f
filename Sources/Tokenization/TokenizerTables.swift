// What the hot loop looks up, in memory that does not move.

/// The tables of a tokenizer, immutable once they are made.
///
/// Pointers, since the checks and the reference counts of arrays cost more than half of the speed;
/// every index into them is made by the code that made the tables. Nothing is written after `init`,
/// which is why threads may share them.
final class TokenizerTables: @unchecked Sendable {
    /// See `CharacterTable`.
    let entries: UnsafePointer<CharacterEntry>
    let blockStarts: UnsafePointer<Int32>
    let sequences: CharacterSequences
    /// See `PieceTrie`.
    let edges: UnsafePointer<PieceTrie.Edge>
    let edgeMask: Int
    let edgeShift: UInt64
    /// Decides about capital sigmas, where lower case knows context.
    let sigma: SigmaContext?
    let unknownID: Int32
    let maximumWordLength: Int
    /// Nil where special tokens are text like any other.
    let specialTokens: SpecialTokenSearch?

    init(
        _ rules: CharacterRules,
        unknownID: Int32,
        maximumWordLength: Int,
        specialTokens: SpecialTokenSearch?
    ) {
        entries = Self.copy(rules.table.entries)
        blockStarts = Self.copy(rules.table.blockStarts)
        sequences = rules.sequences
        edges = Self.copy(rules.trie.edges)
        edgeMask = rules.trie.edges.count - 1
        edgeShift = rules.trie.shift
        sigma = rules.sigma
        self.unknownID = unknownID
        self.maximumWordLength = maximumWordLength
        self.specialTokens = specialTokens
    }

    deinit {
        entries.deallocate()
        blockStarts.deallocate()
        edges.deallocate()
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
