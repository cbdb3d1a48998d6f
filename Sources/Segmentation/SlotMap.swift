// Which slots of a double array are taken and which bases are used, as bits: 64 bases are tried at once.

/// Finds room for the children of a node.
struct SlotMap: Sendable {
    private var takenSlots: [UInt64] = []
    private var usedBases: [UInt64] = []
    /// No word of `takenSlots` before it has a free slot.
    private var firstFree = 0
    /// Where the search for a family of so many codes begins; never before that of a smaller one.
    private var starts: [Int] = [0]
    private static let patience = 64

    init() {
        reserve(word: 0)
        use(base: 0)
        use(base: WordTrie.leafBase)
    }

    /// What an existing trie occupies.
    init(of trie: WordTrie) {
        self.init()
        use(base: trie.rootBase)
        for (slot, code) in trie.codes.enumerated() where code != WordTrie.freeCode {
            occupy(slot)
            use(base: trie.nodes[slot].base)
        }
    }

    mutating func occupy(_ slot: Int) {
        reserve(word: slot >> 6)
        Self.set(slot, in: &takenSlots)
    }

    mutating func release(_ slot: Int) {
        takenSlots[slot >> 6] &= ~(1 << UInt64(slot & 63))
        firstFree = min(firstFree, slot >> 6)
    }

    /// Takes the lowest base at which all of `codes` are free, or nearly so.
    mutating func place(_ codes: [UInt16]) throws -> Int {
        let first = Int(codes[0])
        while takenSlots[firstFree] == .max {
            firstFree += 1
            reserve(word: firstFree)
        }
        while starts.count <= codes.count { starts.append(starts[starts.count - 1]) }
        let start = max(firstFree, starts[codes.count])
        var word = start
        var free: UInt64 = 0
        while true {
            reserve(word: word + 0x10000 >> 6)
            free = ~takenSlots[word]
            let bases = word << 6 - first
            if bases < 0 {
                free &= bases > -64 ? .max << UInt64(-bases) : 0
            }
            if free != 0 {
                free &= ~Self.bits(of: usedBases, from: bases)
                for code in codes.dropFirst() where free != 0 {
                    free &= ~Self.bits(of: takenSlots, from: bases + Int(code))
                }
            }
            if free != 0 { break }
            word += 1
        }
        // What failed so often will fail again: families of this size, and larger ones, start here
        // from now on.
        if word - start > Self.patience {
            let next = word - Self.patience / 2
            for size in codes.count..<starts.count where starts[size] < next { starts[size] = next }
        }
        let base = word << 6 + free.trailingZeroBitCount - first
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

    private mutating func use(base: Int) {
        reserve(word: base >> 6)
        Self.set(base, in: &usedBases)
    }

    /// 64 bits from any bit on; those before bit 0 are 0.
    private static func bits(of words: [UInt64], from bit: Int) -> UInt64 {
        let (word, shift) = (bit >> 6, UInt64(bit & 63))
        let low = word >= 0 ? words[word] : 0
        return shift == 0 ? low : low >> shift | words[word + 1] << (64 - shift)
    }

    /// Makes word number `word`, and one more, exist in both maps.
    private mutating func reserve(word: Int) {
        guard takenSlots.count <= word + 1 else { return }
        let more = repeatElement(UInt64(0), count: max(takenSlots.count, word + 2))
        takenSlots.append(contentsOf: more)
        usedBases.append(contentsOf: more)
    }

    private static func set(_ bit: Int, in bits: inout [UInt64]) {
        bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
}
