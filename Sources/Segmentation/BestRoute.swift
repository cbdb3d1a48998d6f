// Stage 2: the most probable words. Word graph and dynamic programme in one pass from right to left.
import CProcessor

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
    /// will need before they need it: pairs are found two groups ahead, and what follows them one.
    /// LLVM makes branches of conditional moves in innermost loops; this one has another inside.
    func find(in window: CharacterWindow) {
        markWordy(window)
        let count = listGroups(window)
        for index in 0..<2 { findPairs(index, in: window) }
        lookUp(0, in: window)
        for index in 0..<count {
            findPairs(index &+ 2, in: window)
            lookUp(index &+ 1, in: window)
            choose(index, in: window)
        }
    }

    /// Marks what may begin a word of several characters, and what follows that in its block.
    private func markWordy(_ window: CharacterWindow) {
        let firsts = dictionary.latinFirsts
        var carry = false
        for word in 0..<window.bitWords {
            let codes = window.codes + word &<< 6
            let blocks = window.blocks[word]
            let latin = blocks & ~window.han[word]
            let next = window.blocks[word &+ 1] & ~window.han[word &+ 1]
            let han = window.han[word]
            var seeds = han | blocks & (han &>> 1 | window.han[word &+ 1] &<< 63)
            var pairs = latin & (latin &>> 1 | next &<< 63)
            if pairs != 0 {
                pairs &= bitsFrom(codes, firsts.lowerBound) & ~bitsFrom(codes, firsts.upperBound)
            }
            while pairs != 0 {
                let bit = pairs.trailingZeroBitCount
                pairs &= pairs &- 1
                let seconds = dictionary.latinPairs[Int(codes[bit])]
                let second = UInt64(truncatingIfNeeded: codes[bit &+ 1] & 63)
                seeds |= (seconds &>> second & 1) &<< UInt64(truncatingIfNeeded: bit)
            }
            // The carry runs from the first seed of a block to its end.
            let (sum1, overflow1) = blocks.addingReportingOverflow(seeds)
            let (sum2, overflow2) = sum1.addingReportingOverflow(carry ? 1 : 0)
            carry = overflow1 || overflow2
            window.wordy[word] = (sum2 ^ blocks | seeds) & blocks
        }
    }

    /// Lists the groups with rows that may begin words of several characters, the last first; how
    /// many they are.
    ///
    /// The others, most of all those of Latin, have single characters only, and nobody asks for their
    /// routes but where a block ends before them. Behind the list come two groups before the window,
    /// which has no characters there.
    private func listGroups(_ window: CharacterWindow) -> Int {
        var count = 0
        var word = window.bitWords
        window.routes[word &<< 6] = 0
        while word > 0 {
            word &-= 1
            let wordy = window.wordy[word]
            window.several[word] = 0
            window.long[word] = 0
            for group in (0..<8).reversed() {
                let first = word &<< 6 &+ group &<< 3
                window.routes[first] = 0
                window.groups[count] = Int32(truncatingIfNeeded: first)
                count &+= wordy &>> UInt64(group &<< 3) & 0xFF != 0 ? 1 : 0
            }
        }
        for index in count..<(count &+ 2) { window.groups[index] = Int32(-2 * Self.group) }
        return count
    }

    /// Finds where the trie has the two characters from each row of a group on.
    @inline(__always)
    private func findPairs(_ index: Int, in window: CharacterWindow) {
        let codes = window.codes + Int(window.groups[index])
        let pairSlots = window.pairSlots(of: index)
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
    private func lookUp(_ index: Int, in window: CharacterWindow) {
        let codes = window.codes + Int(window.groups[index])
        let (pairSlots, lookUps) = (window.pairSlots(of: index), window.lookUps(of: index))
        for row in (0..<Self.group).reversed() {
            let node = dictionary.nodes[Int(pairSlots[row])]
            let slot = dictionary.slot(of: codes[row &+ 2], at: node.base)
            prefetch(dictionary.nodes + slot)
            lookUps[row].pair = dictionary.weights[node.value]
            lookUps[row].tripleSlot = slot
        }
    }

    /// Chooses the best words that begin in a group, whose look-ups are there.
    ///
    /// Row by row without a loop: among branches that depend on the text nothing would foresee when
    /// one of eight rounds ends.
    @inline(__always)
    private func choose(_ index: Int, in window: CharacterWindow) {
        let first = Int(window.groups[index])
        let routes = window.routes + first
        var choice = Choice(route1: routes[Self.group], route2: routes[Self.group &+ 1])
        choose(7, of: first, index, in: window, &choice)
        choose(6, of: first, index, in: window, &choice)
        choose(5, of: first, index, in: window, &choice)
        choose(4, of: first, index, in: window, &choice)
        choose(3, of: first, index, in: window, &choice)
        choose(2, of: first, index, in: window, &choice)
        choose(1, of: first, index, in: window, &choice)
        choose(0, of: first, index, in: window, &choice)
        window.storeWords(
            of: first,
            several: UInt8(truncatingIfNeeded: ~choice.singles | choice.long),
            long: UInt8(truncatingIfNeeded: choice.long)
        )
    }

    /// What is known behind the row at hand.
    private struct Choice {
        /// The weights of the best routes from the next row and the one after it.
        var route1: Double
        var route2: Double
        /// Rows of the group where a single character beats a pair.
        var singles: UInt64 = 0
        /// Rows of the group where a word of three characters or more is the best.
        var long: UInt64 = 0
    }

    /// Chooses the best word that begins at a row of a group.
    @inline(__always)
    private func choose(
        _ row: Int,
        of first: Int,
        _ index: Int,
        in window: CharacterWindow,
        _ choice: inout Choice
    ) {
        let lookUp = window.lookUps(of: index)[row]
        let root = dictionary.roots[Int(window.codes[first &+ row])]
        let single = root.weight + choice.route1
        let pair = lookUp.pair + choice.route2
        // By the sign: a comparison would become a branch. A tie is the pair's.
        choice.singles = choice.singles &<< 1 | (pair - single).bitPattern &>> 63
        // In this order, so that only one comparison waits for the route of the next row.
        let floor = pair > root.floor ? pair : root.floor
        var best = floor > single ? floor : single
        if lookUp.tripleSlot != 0 {
            let node = dictionary.nodes[lookUp.tripleSlot]
            let (weight, isLong) = extend(first &+ row, node, best, in: window)
            best = weight
            choice.long |= isLong &<< UInt64(truncatingIfNeeded: row)
        }
        if _slowPath(!(best > -.infinity)) {
            // Where nothing is a word, not even the character, all weights were equal.
            best = dictionary.missingWeight + choice.route1
            choice.singles |= 1
            choice.long &= ~(1 &<< UInt64(truncatingIfNeeded: row))
        }
        window.routes[first &+ row] = best
        (choice.route2, choice.route1) = (choice.route1, best)
    }

    /// Tries the words of three characters and more from `index` on, beginning with `node`;
    /// the best weight now, and 1 where it is that of one of them.
    @inline(__always)
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
