// Stage 2: the most probable words. Word graph and dynamic programme in one pass from right to left.

/// Finds, for each character, the best word that begins there.
///
/// `route(k) = max over words k..<j of (log f - log T) + route(j)`, with the longest word on ties,
/// in double precision and in jieba's order of additions. A character from which no word starts
/// gets the weight of frequency 1. Routes begin anew at the end of each block.
struct BestRoute {
    let dictionary: DictionaryView

    /// How many rows, a part of the 64 of a bit column's word, the look-ups are ahead of the choice.
    private static let lead = 8

    /// Fills the window's lengths and routes.
    ///
    /// No look-up depends on the one before and none has a branch, so that the processor has many
    /// cache misses under way at once while the additions, which do wait for each other, go on:
    /// the look-ups are a group of rows ahead. Blocks that have no words of several characters,
    /// most of all those of Latin, are passed by: nobody asks for their routes.
    func find(in window: CharacterWindow) {
        markWordy(window)
        var row = window.bitWords &<< 6
        window.routes[row] = 0
        window.lengths[row] = 1
        var goesOn = false
        while row > 0 {
            var first = row
            while first > 0, isWordy(first &- Self.lead, &goesOn, in: window) {
                first &-= Self.lead
            }
            if first < row {
                find(first..<row, in: window)
            } else {
                first &-= Self.lead
                UnsafeMutableRawPointer(window.lengths + first)
                    .storeBytes(of: SIMD8(repeating: 1), as: SIMD8<UInt16>.self)
                window.routes[first] = 0
            }
            row = first
        }
    }

    /// Finds the words from `rows` on; no block that matters goes on after them.
    @inline(__always)
    private func find(_ rows: Range<Int>, in window: CharacterWindow) {
        var (route1, route2) = (0.0, 0.0)
        var row = rows.upperBound
        for ahead in (row &- Self.lead)..<row { lookUp(ahead, in: window) }
        while row > rows.lowerBound {
            row &-= 1
            lookUp(row &- Self.lead, in: window)
            choose(row, &route1, &route2, in: window)
        }
    }

    /// Marks what may begin a word of several characters, and what follows that in its block.
    private func markWordy(_ window: CharacterWindow) {
        var carry = false
        for word in 0..<window.bitWords {
            let blocks = window.blocks[word]
            let latin = blocks & ~window.han[word]
            let next = window.blocks[word &+ 1] & ~window.han[word &+ 1]
            let han = window.han[word]
            var seeds = han | blocks & (han &>> 1 | window.han[word &+ 1] &<< 63)
            var pairs = latin & (latin &>> 1 | next &<< 63)
            while pairs != 0 {
                let bit = pairs.trailingZeroBitCount
                pairs &= pairs &- 1
                let row = word &<< 6 &+ bit
                let seconds = dictionary.latinPairs[Int(window.codes[row])]
                let second = UInt64(truncatingIfNeeded: window.codes[row &+ 1] & 63)
                seeds |= (seconds &>> second & 1) &<< UInt64(truncatingIfNeeded: bit)
            }
            // The carry runs from the first seed of a block to its end.
            let (sum1, overflow1) = blocks.addingReportingOverflow(seeds)
            let (sum2, overflow2) = sum1.addingReportingOverflow(carry ? 1 : 0)
            carry = overflow1 || overflow2
            window.wordy[word] = (sum2 ^ blocks | seeds) & blocks
        }
    }

    /// Whether one of the eight rows from `row` on needs a route; `goesOn` is whether the row after
    /// them is in a block that does.
    @inline(__always)
    private func isWordy(_ row: Int, _ goesOn: inout Bool, in window: CharacterWindow) -> Bool {
        let shift = UInt64(truncatingIfNeeded: row & 63)
        let blocks = window.blocks[row &>> 6] &>> shift
        let isWordy =
            window.wordy[row &>> 6] &>> shift & 0xFF != 0 || goesOn && blocks & 0x80 != 0
        goesOn = isWordy && blocks & 1 != 0
        return isWordy
    }

    /// Chooses the best word that begins at `index`, given the routes from the next two rows.
    @inline(__always)
    private func choose(
        _ index: Int,
        _ route1: inout Double,
        _ route2: inout Double,
        in window: CharacterWindow
    ) {
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
        window.routes[index] = best
        window.lengths[index] = UInt16(truncatingIfNeeded: length)
        (route2, route1) = (route1, best)
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
