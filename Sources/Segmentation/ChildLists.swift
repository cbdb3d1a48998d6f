// The children of each node of a double array, as linked lists: a node that moves takes its own along.

/// Lists the children of a base without a look at every code there is.
struct ChildLists: Sendable {
    /// The code of the child that was added last, by base; 0 for none.
    private var first: [UInt16] = []
    /// The code of the child that was added before, by slot; 0 for none.
    private var next: [UInt16] = []

    init() {}

    /// The families of an existing trie.
    init(of trie: WordTrie) {
        first = [UInt16](repeating: 0, count: trie.codes.count)
        next = first
        for (slot, code) in trie.codes.enumerated() where code != WordTrie.freeCode {
            insert(code, at: slot - Int(code))
        }
    }

    mutating func insert(_ code: UInt16, at base: Int) {
        let slot = base + Int(code)
        if slot >= next.count {
            let more = repeatElement(UInt16(0), count: slot + 1 - next.count + next.count / 8)
            first.append(contentsOf: more)
            next.append(contentsOf: more)
        }
        next[slot] = first[base]
        first[base] = code
    }

    /// Empties the family of `base`; its codes.
    mutating func removeAll(of base: Int) -> [UInt16] {
        var codes: [UInt16] = []
        var code = first[base]
        first[base] = 0
        while code != 0 {
            codes.append(code)
            code = next[base + Int(code)]
        }
        return codes
    }
}
