// Longest-match search over the letters of a word: a trie whose edges are a hash table.

/// The pieces that can occur inside words, as paths of symbols.
///
/// A state is a node of the trie. An edge is found by hashing the state and the symbol, so that a
/// step costs one multiplication and, nearly always, one load.
struct PieceTrie: Sendable {
    /// An edge with the node it leads to.
    struct Edge: Sendable {
        /// The state before and the symbol, or `empty`.
        var key: UInt64
        /// The state after, or `dead`.
        var state: UInt32
        /// The id of the piece that ends here, or -1.
        var id: Int32
    }

    static let empty = UInt64.max
    /// The state that has no edges.
    static let dead = UInt32.max
    /// The state at the start of a word, and the one after its first piece.
    static let initial: UInt32 = 0
    static let continuation: UInt32 = 1

    /// Open addressing with linear probing; a power of two, at most half full.
    private(set) var edges: [Edge]
    /// How far a hash is shifted down to a slot.
    private(set) var shift: UInt64
    private var edgeCount = 0
    private var stateCount: UInt32 = 2

    init() {
        edges = Array(repeating: Edge(key: Self.empty, state: Self.dead, id: -1), count: 1 << 10)
        shift = 64 - 10
    }

    /// Adds a piece; the symbols must not be empty.
    mutating func insert(_ symbols: [UInt32], from start: UInt32, id: Int32) {
        var state = start
        for (position, symbol) in symbols.enumerated() {
            let slot = slotForEdge(from: state, symbol)
            if position == symbols.count - 1 { edges[slot].id = id }
            state = edges[slot].state
        }
    }

    static func key(_ state: UInt32, _ symbol: UInt32) -> UInt64 {
        UInt64(state) << 32 | UInt64(symbol)
    }

    /// The first slot to look at; Fibonacci hashing.
    @inline(__always)
    static func slot(of key: UInt64, shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    /// The slot of an edge, which is added if it is not there.
    private mutating func slotForEdge(from state: UInt32, _ symbol: UInt32) -> Int {
        let key = Self.key(state, symbol)
        let slot = slot(of: key)
        if edges[slot].key == key { return slot }
        if (edgeCount + 1) * 2 > edges.count {
            grow()
            return slotForEdge(from: state, symbol)
        }
        edges[slot] = Edge(key: key, state: stateCount, id: -1)
        edgeCount += 1
        stateCount += 1
        return slot
    }

    /// The slot that holds the key, or the empty one where it belongs.
    private func slot(of key: UInt64) -> Int {
        var slot = Self.slot(of: key, shift: shift)
        while edges[slot].key != key && edges[slot].key != Self.empty {
            slot = (slot + 1) & (edges.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        let old = edges
        edges = Array(
            repeating: Edge(key: Self.empty, state: Self.dead, id: -1),
            count: old.count * 2
        )
        shift -= 1
        for edge in old where edge.key != Self.empty { edges[slot(of: edge.key)] = edge }
    }
}
