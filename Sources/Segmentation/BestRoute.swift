// Stage 2: the most probable words. Word graph and dynamic programme in one pass from right to left.

/// Finds, for each character, the best word that begins there.
///
/// `route(k) = max over words k..<j of (log f - log T) + route(j)`, with the longest word on ties,
/// in double precision and in jieba's order of additions. A character from which no word starts
/// gets the weight of frequency 1. Routes begin anew at the end of each block.
struct BestRoute {
    let dictionary: DictionaryView

    /// How many rows the look-ups are ahead of the choice.
    private static let lead = 8

    /// Fills the window's lengths and routes.
    ///
    /// No look-up depends on the one before and none has a branch, so that the processor has many
    /// cache misses under way at once while the additions, which do wait for each other, go on.
    func find(in window: CharacterWindow) {
        let (routes, lengths) = (window.routes, window.lengths)
        let rows = window.bitWords &<< 6
        routes[rows] = 0
        lengths[rows] = 1
        for index in (rows &- Self.lead)..<rows { lookUp(index, in: window) }
        var (route1, route2) = (0.0, 0.0)
        var index = rows
        while index > 0 {
            index &-= 1
            lookUp(index &- Self.lead, in: window)
            let root = dictionary.roots[Int(window.codes[index])]
            let single = root.weight + route1
            let pair = window.pairs[index] + route2
            // 2 where the pair is not worse, by the sign: a comparison would become a branch.
            var length = 2 &+ Int(Int64(bitPattern: (pair - single).bitPattern) >> 63)
            // In this order, so that only one comparison waits for the route of the next row.
            let floor = pair > root.floor ? pair : root.floor
            var best = floor > single ? floor : single
            let triple = window.triples[index]
            if triple.bits != WordTrie.Node.leaf.bits {
                extend(window, index, triple, &best, &length)
            }
            if _slowPath(best == -.infinity) {
                best = dictionary.missingWeight + route1
                length = 1
            }
            routes[index] = best
            lengths[index] = UInt16(truncatingIfNeeded: length)
            (route2, route1) = (route1, best)
        }
    }

    /// Looks up the word of two characters from `index` on, and the first step of longer ones.
    @inline(__always)
    private func lookUp(_ index: Int, in window: CharacterWindow) {
        let (codes, slotCodes, nodes) = (window.codes, dictionary.slotCodes, dictionary.nodes)
        let (code1, code2) = (codes[index &+ 1], codes[index &+ 2])
        let slot = Int(dictionary.rootBases[Int(codes[index])]) &+ Int(code1)
        // Slot 0 belongs to no base: its node is a leaf without a word.
        let node = nodes[slotCodes[slot] == code1 ? slot : 0]
        window.pairs[index] = dictionary.weights[node.value]
        let next = node.base &+ Int(code2)
        window.triples[index] = nodes[slotCodes[next] == code2 ? next : 0]
    }

    /// Tries the words of three characters and more, beginning with `node`.
    @inline(__always)
    private func extend(
        _ window: CharacterWindow,
        _ index: Int,
        _ node: WordTrie.Node,
        _ best: inout Double,
        _ length: inout Int
    ) {
        var node = node
        var next = index &+ 3
        while true {
            let weight = dictionary.weights[node.value] + window.routes[next]
            if weight >= best {
                best = weight
                length = next &- index
            }
            let code = window.codes[next]
            let slot = node.base &+ Int(code)
            guard dictionary.slotCodes[slot] == code else { return }
            node = dictionary.nodes[slot]
            next &+= 1
        }
    }
}
