// A trie over characters in a double array: one step per character, eight bytes per node.

/// Maps sequences of character codes to values.
///
/// Children of a node with base b lie at slots b + code. Each base belongs to one parent, so a slot
/// need only hold its code, not its parent, to be recognised (Aoe 1989, with the unique bases of
/// darts-clone). Codes are given by falling frequency, which keeps the children that real text
/// asks for near each other. Codes lie apart from the rest of the nodes: most look-ups fail, and
/// the codes alone fit into a processor's second-level cache.
struct WordTrie: Sendable {
    /// What is found at a slot: the base of the children, 24 bits, and the value, 24 bits.
    struct Node: Sendable, BitwiseCopyable {
        var bits: UInt64

        static let leaf = Node(base: leafBase, value: 0)

        init(bits: UInt64) {
            self.bits = bits
        }

        init(base: Int, value: Int) {
            bits = UInt64(base) | UInt64(value) << 24
        }

        @inline(__always) var base: Int {
            get { Int(truncatingIfNeeded: bits & 0xFF_FFFF) }
            set { bits = bits & ~0xFF_FFFF | UInt64(newValue) }
        }

        @inline(__always) var value: Int {
            get { Int(truncatingIfNeeded: bits >> 24) }
            set { bits = bits & 0xFF_FFFF | UInt64(newValue) << 24 }
        }
    }

    /// The code of a free slot; no character has it.
    static let freeCode: UInt16 = 0xFFFF
    /// The base of a node without children: no parent has it, so nothing is found there.
    static let leafBase = 1
    /// Bases and values are 24 bits wide.
    static let limit = 1 << 24

    /// The code at each slot, padded so that any base plus any code is inside.
    var codes: MappedArray<UInt16>
    /// The node at each slot.
    var nodes: MappedArray<Node>
    var rootBase: Int
    var alphabet: CharacterCodes
    /// Free slots and bases, and who is whose child; made when children must first move.
    private var slots: SlotMap?
    private var families = ChildLists()

    init(
        codes: MappedArray<UInt16>,
        nodes: MappedArray<Node>,
        rootBase: Int,
        alphabet: CharacterCodes
    ) {
        self.codes = codes
        self.nodes = nodes
        self.rootBase = rootBase
        self.alphabet = alphabet
    }

    /// The slot of the word, or of the prefix, with these code points.
    func slot(of points: some Sequence<UInt32>) -> Int? {
        var base = rootBase
        var slot: Int?
        for point in points {
            let code = alphabet.code(of: point)
            guard codes[base + Int(code)] == code else { return nil }
            slot = base + Int(code)
            base = nodes[base + Int(code)].base
        }
        return slot
    }

    /// The slot of these code points, made together with its prefixes where it was not there.
    mutating func insert(_ points: [UInt32]) throws -> Int {
        var parent: Int?
        for point in points {
            let known = alphabet.count
            let code = try alphabet.insert(point)
            // Any base plus the new code must be inside, too.
            pad(to: codes.count + alphabet.count - known)
            parent = try child(code, of: parent)
        }
        guard let parent else { preconditionFailure("an empty word") }
        return parent
    }

    private mutating func child(_ code: UInt16, of parent: Int?) throws -> Int {
        let base = parent.map { nodes[$0].base } ?? rootBase
        let slot = base + Int(code)
        if codes[slot] == code { return slot }
        if base != Self.leafBase, codes[slot] == Self.freeCode {
            codes[slot] = code
            slots?.occupy(slot)
            if slots != nil { families.insert(code, at: base) }
            return slot
        }
        return try relocate(childrenOf: parent, adding: code)
    }

    /// Moves the children of `parent` to a base that has room for `code` too; its slot.
    private mutating func relocate(childrenOf parent: Int?, adding code: UInt16) throws -> Int {
        let old = parent.map { nodes[$0].base } ?? rootBase
        if slots == nil { families = ChildLists(of: self) }
        var map = slots ?? SlotMap(of: self)
        slots = nil
        let children = old == Self.leafBase ? [] : families.removeAll(of: old)
        let base = try map.place((children + [code]).sorted())
        for code in children { map.release(old + Int(code)) }
        slots = map
        pad(to: base + alphabet.count + 1)
        for code in children {
            let (from, to) = (old + Int(code), base + Int(code))
            (codes[to], nodes[to]) = (code, nodes[from])
            (codes[from], nodes[from]) = (Self.freeCode, .leaf)
        }
        codes[base + Int(code)] = code
        for code in children + [code] { families.insert(code, at: base) }
        if let parent { nodes[parent].base = base } else { rootBase = base }
        return base + Int(code)
    }

    private mutating func pad(to count: Int) {
        guard count > codes.count else { return }
        nodes.append(contentsOf: repeatElement(.leaf, count: count - codes.count))
        codes.append(contentsOf: repeatElement(Self.freeCode, count: count - codes.count))
    }
}
