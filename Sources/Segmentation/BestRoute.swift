// Stage 2: the most probable words. Word graph and dynamic programme in one pass from right to left.

/// Finds, for each character, the best word that begins there.
///
/// `route(k) = max over words k..<j of (log f - log T) + route(j)`, with the longest word on ties,
/// in double precision and in jieba's order of additions. A character from which no word starts
/// gets the weight of frequency 1. Routes begin anew at the end of each block.
struct BestRoute {
    let dictionary: DictionaryView

    func find(in window: CharacterWindow) {
        lookUp(window)
        chooseWords(window)
    }

    /// Looks up the words of one and two characters, and the first step of longer ones.
    ///
    /// No look-up depends on the one before and none has a branch, so that the processor has many
    /// cache misses under way at once.
    private func lookUp(_ window: CharacterWindow) {
        let cells = window.cells
        let (slotCodes, nodes, roots) = (dictionary.slotCodes, dictionary.nodes, dictionary.roots)
        for index in 0..<window.count {
            let root = roots[Int(cells[index].code)]
            let code = cells[index &+ 1].code
            let slot = root.base &+ UInt32(code)
            cells[index].single = root.weight
            cells[index].slot = slot & allOnes(ifEqual: slotCodes[Int(slot)], code)
        }
        let weights = dictionary.weights
        for index in 0..<window.count {
            // Slot 0 belongs to no base: its node is a leaf without a word.
            let node = nodes[Int(cells[index].slot)]
            // The last cell has no cell but the sentinel after it.
            let code = cells[min(index &+ 2, window.count)].code
            let slot = node.base &+ Int(code)
            cells[index].pair = weights[node.value]
            cells[index].slot =
                UInt32(truncatingIfNeeded: slot) & allOnes(ifEqual: slotCodes[slot], code)
        }
    }

    /// From right to left, chooses the best word at each character.
    private func chooseWords(_ window: CharacterWindow) {
        let cells = window.cells
        var (route1, route2) = (0.0, 0.0)
        for index in stride(from: window.count &- 1, through: 0, by: -1) {
            var best = cells[index].single + route1
            let pair = cells[index].pair + route2
            // No sum is positive, so the greater one has the lesser bits. The difference is
            // taken by arithmetic because a comparison would become a branch.
            let isLess = Int64(bitPattern: best.bitPattern &- pair.bitPattern) >> 63
            var length = 2 &+ Int(isLess)
            best = pair > best ? pair : best
            if cells[index].slot != 0 {
                extend(cells, index, &best, &length)
            }
            if best == -.infinity {
                best = dictionary.missingWeight + route1
                length = 1
            }
            let inBlock = 0 &- UInt64(cells[index].kind.rawValue & Cell.Kind.block.rawValue)
            best = Double(bitPattern: best.bitPattern & inBlock)
            cells[index].route = best
            cells[index].length = UInt16(truncatingIfNeeded: length)
            (route2, route1) = (route1, best)
        }
    }

    /// Tries the words of three characters and more, the first step of which was found.
    @inline(__always)
    private func extend(
        _ cells: UnsafeMutablePointer<Cell>,
        _ index: Int,
        _ best: inout Double,
        _ length: inout Int
    ) {
        var slot = Int(cells[index].slot)
        var next = index &+ 3
        while true {
            let node = dictionary.nodes[slot]
            let weight = dictionary.weights[node.value] + cells[next].route
            if weight >= best {
                best = weight
                length = next &- index
            }
            slot = node.base &+ Int(cells[next].code)
            guard dictionary.slotCodes[slot] == cells[next].code else { return }
            next &+= 1
        }
    }

    /// A mask that the compiler does not turn into a branch.
    @inline(__always)
    private func allOnes(ifEqual one: UInt16, _ other: UInt16) -> UInt32 {
        UInt32(bitPattern: (Int32(one ^ other) &- 1) >> 31)
    }
}
