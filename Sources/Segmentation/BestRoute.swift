// Stage 2: the most probable words. Word graph and dynamic programme in one pass from right to left.

/// Finds, for each character, the best word that begins there.
///
/// `route(k) = max over words k..<j of (log f - log T) + route(j)`, with the longest word on ties,
/// in double precision and in jieba's order of additions. A character from which no word starts
/// gets the weight of frequency 1. Routes begin anew at the end of each block.
struct BestRoute {
    let dictionary: DictionaryView

    func find(in window: CharacterWindow) {
        let cells = window.cells
        let (slotCodes, nodes) = (dictionary.slotCodes, dictionary.nodes)
        let weights = dictionary.weights
        // Slot 0 belongs to no base: where nothing is found, its node is a leaf without a value.
        let nowhere = 0
        // Codes and routes of the next characters, kept in registers.
        var (code1, code2) = (0, 0)
        var (route1, route2) = (0.0, 0.0)
        var index = window.count &- 1
        while index >= 0 {
            // Words of one and two characters without a branch: whether there is one is a coin
            // toss, and a wrong guess costs more than the look-up.
            let code = Int(cells[index].code)
            var slot = dictionary.rootBase &+ code
            slot = Int(slotCodes[slot]) == code ? slot : nowhere
            let first = nodes[slot]
            slot = first.base &+ code1
            slot = Int(slotCodes[slot]) == code1 ? slot : nowhere
            let second = nodes[slot]
            var best = weights[first.value] + route1
            let weight = weights[second.value] + route2
            var length = weight >= best ? 2 : 1
            best = weight > best ? weight : best
            var (base, wanted, next) = (second.base, code2, index &+ 2)
            while Int(slotCodes[base &+ wanted]) == wanted {
                let node = nodes[base &+ wanted]
                next &+= 1
                let weight = weights[node.value] + cells[next].route
                if weight >= best {
                    best = weight
                    length = next &- index
                }
                base = node.base
                wanted = Int(cells[next].code)
            }
            if best == -.infinity {
                best = dictionary.missingWeight + route1
                length = 1
            }
            let inBlock = 0 &- UInt64(cells[index].kind.rawValue & Cell.Kind.block.rawValue)
            best = Double(bitPattern: best.bitPattern & inBlock)
            cells[index].route = best
            cells[index].length = UInt16(truncatingIfNeeded: length)
            (code2, code1) = (code1, code)
            (route2, route1) = (route1, best)
            index &-= 1
        }
    }
}
