// A trie over characters in a double array: one step per character, eight bytes per node.

/// Maps sequences of character codes to values.
///
/// Children of a node with base b lie at slots b + code. Each base belongs to one parent, so a slot
/// need only hold its code, not its parent, to be recognised (Aoe 1989, with the unique bases of
/// darts-clone). Codes are given by falling frequency, which keeps the children that real text
/// asks for near each other.
struct WordTrie: Sendable {
    /// A slot of the array: code, 16 bits; base of the children, 24 bits; value, 24 bits.
    struct Node: Sendable {
        var bits: UInt64

        /// No code is 0xFFFF, so a free slot answers to none.
        static let free = Node(code: 0xFFFF, base: leafBase, value: 0)

        init(bits: UInt64) {
            self.bits = bits
        }

        init(code: UInt16, base: Int, value: Int) {
            bits = UInt64(code) | UInt64(base) << 16 | UInt64(value) << 40
        }

        @inline(__always) var code: UInt16 { UInt16(truncatingIfNeeded: bits) }

        @inline(__always) var base: Int {
            get { Int(truncatingIfNeeded: bits >> 16 & 0xFF_FFFF) }
            set { bits = bits & ~(0xFF_FFFF << 16) | UInt64(newValue) << 16 }
        }

        @inline(__always) var value: Int {
            get { Int(truncatingIfNeeded: bits >> 40) }
            set { bits = bits & 0xFF_FFFF_FFFF | UInt64(newValue) << 40 }
        }
    }

    /// The base of a node without children: no parent has it, so nothing is found there.
    static let leafBase = 1
    /// Bases and values are 24 bits wide.
    static let limit = 1 << 24

    /// Padded so that any base plus any code is inside.
    var nodes: [Node]
    var rootBase: Int
    var alphabet: CharacterCodes
    /// Free slots and bases; made when the first word is inserted.
    private var slots: SlotMap?

    init(nodes: [Node], rootBase: Int, alphabet: CharacterCodes) {
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
            guard nodes[base + Int(code)].code == code else { return nil }
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
            nodes.append(contentsOf: repeatElement(.free, count: alphabet.count - known))
            parent = try child(code, of: parent)
        }
        guard let parent else { preconditionFailure("an empty word") }
        return parent
    }

    private mutating func child(_ code: UInt16, of parent: Int?) throws -> Int {
        let base = parent.map { nodes[$0].base } ?? rootBase
        let slot = base + Int(code)
        if nodes[slot].code == code { return slot }
        if base != Self.leafBase, nodes[slot].code == Node.free.code {
            take(slot, code)
            return slot
        }
        return try relocate(childrenOf: parent, adding: code)
    }

    /// Moves the children of `parent` to a base that has room for `code` too; its slot.
    private mutating func relocate(childrenOf parent: Int?, adding code: UInt16) throws -> Int {
        let old = parent.map { nodes[$0].base } ?? rootBase
        var codes: [UInt16] = []
        if old != Self.leafBase {
            codes = (1..<alphabet.count).map(UInt16.init).filter { nodes[old + Int($0)].code == $0 }
        }
        var map = slots ?? SlotMap(of: self)
        slots = nil
        let base = try map.place(codes + [code])
        for code in codes { map.release(old + Int(code)) }
        slots = map
        pad(base: base)
        for code in codes {
            nodes[base + Int(code)] = nodes[old + Int(code)]
            nodes[old + Int(code)] = .free
        }
        nodes[base + Int(code)] = Node(code: code, base: Self.leafBase, value: 0)
        if let parent { nodes[parent].base = base } else { rootBase = base }
        return base + Int(code)
    }

    private mutating func take(_ slot: Int, _ code: UInt16) {
        nodes[slot] = Node(code: code, base: Self.leafBase, value: 0)
        slots?.occupy(slot)
    }

    private mutating func pad(base: Int) {
        let needed = base + alphabet.count + 1
        guard nodes.count < needed else { return }
        nodes.append(contentsOf: repeatElement(.free, count: needed - nodes.count))
    }
}
