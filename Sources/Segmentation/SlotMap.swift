// Which slots of a double array are taken and which bases are used, as bits: 64 bases are tried at once.

/// Finds room for the children of a node.
struct SlotMap: Sendable {
    private var takenSlots: [UInt64] = []
    private var usedBases: [UInt64] = []
    /// Where the search for a set of so many codes begins: the place where the last one ended.
    private var starts: [Int: Int] = [:]

    init() {
        use(base: 0)
        use(base: WordTrie.leafBase)
    }

    /// What an existing trie occupies.
    init(of trie: WordTrie) {
        self.init()
        use(base: trie.rootBase)
        for (slot, node) in trie.nodes.enumerated() where node.code != WordTrie.Node.free.code {
            occupy(slot)
            use(base: node.base)
        }
    }

    mutating func occupy(_ slot: Int) { Self.set(slot, in: &takenSlots) }

    mutating func release(_ slot: Int) { takenSlots[slot >> 6] &= ~(1 << UInt64(slot & 63)) }

    /// Takes the first base at which all of `codes` are free.
    mutating func place(_ codes: [UInt16]) throws -> Int {
        var word = starts[codes.count] ?? 0
        while true {
            var free = word < usedBases.count ? ~usedBases[word] : .max
            for code in codes where free != 0 {
                free &= ~taken(from: word << 6 + Int(code))
            }
            if free != 0 { break }
            word += 1
        }
        starts[codes.count] = word
        var free = word < usedBases.count ? ~usedBases[word] : .max
        for code in codes { free &= ~taken(from: word << 6 + Int(code)) }
        let base = word << 6 + free.trailingZeroBitCount
        guard base < WordTrie.limit else {
            throw SegmentationError(
                code: .tooLarge,
                message: "a dictionary holds at most about 16 million prefixes"
            )
        }
        use(base: base)
        for code in codes { occupy(base + Int(code)) }
        return base
    }

    private mutating func use(base: Int) { Self.set(base, in: &usedBases) }

    /// 64 bits of `takenSlots` from any bit on.
    private func taken(from bit: Int) -> UInt64 {
        let (word, shift) = (bit >> 6, UInt64(bit & 63))
        let low = word < takenSlots.count ? takenSlots[word] : 0
        let high = word + 1 < takenSlots.count ? takenSlots[word + 1] : 0
        return shift == 0 ? low : low >> shift | high << (64 - shift)
    }

    private static func set(_ bit: Int, in bits: inout [UInt64]) {
        while bits.count <= bit >> 6 { bits.append(0) }
        bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
}
