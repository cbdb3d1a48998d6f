// Stage 2: the most probable words. Word graph and dynamic programme in one pass from right to left.
import CPrefetch

/// Finds, for each character, the best word that begins there.
///
/// `route(k) = max over words k..<j of (log f - log T) + route(j)`, with the longest word on ties,
/// in double precision and in jieba's order of additions. A character from which no word starts
/// gets the weight of frequency 1. Routes begin anew at the end of each block.
struct BestRoute {
    let dictionary: DictionaryView

    /// How many rows, a byte of a bit column, are worked on together.
    private static let group = 8

    /// Fills the window's routes and marks the best words of several characters.
    ///
    /// The additions wait for each other; the look-ups do not, have no branch, and ask for what they
    /// will need before they need it: pairs are found two groups of rows ahead, and what follows
    /// them one group. Groups without a row that may begin a word of several characters, most of all
    /// those of Latin, are passed by: nobody asks for their routes.
    func find(in window: CharacterWindow) {
        markWordy(window)
        let wordy = UnsafeRawPointer(window.wordy).assumingMemoryBound(to: UInt8.self)
        var row = window.bitWords &<< 6
        window.routes[row] = 0
        while row > 0 {
            var first = row
            while first > 0, wordy[first &>> 3 &- 1] != 0 { first &-= Self.group }
            if first < row {
                find(first..<row, in: window)
            } else {
                first &-= Self.group
                window.storeWords(of: first, several: 0, long: 0)
                window.routes[first] = 0
            }
            row = first
        }
    }

    /// Finds the words from `rows` on; no block that matters goes on after them.
    @inline(never)
    private func find(_ rows: Range<Int>, in window: CharacterWindow) {
        var (route1, route2) = (0.0, 0.0)
        var first = rows.upperBound &- Self.group
        findPairs(first, in: window)
        if first > rows.lowerBound { findPairs(first &- Self.group, in: window) }
        lookUp(first, in: window)
        while first >= rows.lowerBound {
            let next = first &- Self.group
            if next > rows.lowerBound { findPairs(next &- Self.group, in: window) }
            if next >= rows.lowerBound { lookUp(next, in: window) }
            choose(first, &route1, &route2, in: window)
            first = next
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
                // Few begin any.
                if seconds == 0 { continue }
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

    /// Finds where the trie has the two characters from each row of a group on.
    @inline(__always)
    private func findPairs(_ first: Int, in window: CharacterWindow) {
        let (codes, pairSlots) = (window.codes + first, window.pairSlots(of: first))
        var code1 = codes[Self.group]
        for row in (0..<Self.group).reversed() {
            let code = codes[row]
            let slot = dictionary.slot(of: code1, at: Int(dictionary.rootBases[Int(code)]))
            prefetch(dictionary.nodes + slot)
            pairSlots[row] = UInt32(truncatingIfNeeded: slot)
            code1 = code
        }
    }

    /// Looks up the words of these pairs, and finds where the trie has the three characters.
    @inline(__always)
    private func lookUp(_ first: Int, in window: CharacterWindow) {
        let (codes, lookUps) = (window.codes + first, window.lookUps(of: first))
        let pairSlots = window.pairSlots(of: first)
        for row in (0..<Self.group).reversed() {
            let node = dictionary.nodes[Int(pairSlots[row])]
            let slot = dictionary.slot(of: codes[row &+ 2], at: node.base)
            prefetch(dictionary.nodes + slot)
            lookUps[row].pair = dictionary.weights[node.value]
            lookUps[row].tripleSlot = slot
        }
    }

    /// Chooses the best words that begin in a group, given the routes from the two rows after it.
    @inline(__always)
    private func choose(
        _ first: Int,
        _ route1: inout Double,
        _ route2: inout Double,
        in window: CharacterWindow
    ) {
        let (codes, lookUps) = (window.codes + first, window.lookUps(of: first))
        let routes = window.routes + first
        var (singles, long): (UInt64, UInt64) = (0, 0)
        for row in (0..<Self.group).reversed() {
            let root = dictionary.roots[Int(codes[row])]
            let single = root.weight + route1
            let pair = lookUps[row].pair + route2
            // By the sign: a comparison would become a branch. A tie is the pair's.
            var isSingle = (pair - single).bitPattern &>> 63
            // In this order, so that only one comparison waits for the route of the next row.
            let floor = pair > root.floor ? pair : root.floor
            var best = floor > single ? floor : single
            let slot = lookUps[row].tripleSlot
            if slot != 0 {
                let node = dictionary.nodes[slot]
                let (weight, isLong) = extend(first &+ row, node, best, in: window)
                best = weight
                isSingle &= ~isLong
                long |= isLong &<< UInt64(truncatingIfNeeded: row)
            }
            if _slowPath(!(best > -.infinity)) {
                best = dictionary.missingWeight + route1
                isSingle = 1
            }
            routes[row] = best
            singles = singles &<< 1 | isSingle
            (route2, route1) = (route1, best)
        }
        let several = ~UInt8(truncatingIfNeeded: singles)
        // Where nothing is a word, not even the character, all weights were equal.
        window.storeWords(
            of: first,
            several: several,
            long: UInt8(truncatingIfNeeded: long) & several
        )
    }

    /// Tries the words of three characters and more from `index` on, beginning with `node`;
    /// the best weight now, and 1 where it is that of one of them.
    @inline(never)
    private func extend(
        _ index: Int,
        _ node: WordTrie.Node,
        _ best: Double,
        in window: CharacterWindow
    ) -> (best: Double, isLong: UInt64) {
        var (node, next, best, length) = (node, index &+ 3, best, 0)
        while true {
            let weight = dictionary.weights[node.value] + window.routes[next]
            length = weight >= best ? next &- index : length
            best = weight > best ? weight : best
            let code = window.codes[next]
            let slot = node.base &+ Int(code)
            guard dictionary.slotCodes[slot] == code else { break }
            node = dictionary.nodes[slot]
            next &+= 1
        }
        window.lengths[index] = UInt16(truncatingIfNeeded: length)
        return (best, length == 0 ? 0 : 1)
    }
}
