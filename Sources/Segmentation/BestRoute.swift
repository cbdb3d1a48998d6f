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
        let (nodes, rootBase) = (dictionary.nodes, dictionary.rootBase)
        let weights = dictionary.weights
        let missingWeight = dictionary.missingWeight
        // Codes and routes of the next characters, kept in registers.
        var (code1, code2) = (0, 0)
        var (route1, route2) = (0.0, 0.0)
        var index = window.count - 1
        while index >= 0 {
            let code = Int(cells[index].code)
            // Words of one and two characters without a branch: whether there is one is a coin
            // toss, and a wrong guess costs more than the look-up.
            let first = nodes[rootBase + code]
            let isFirst = Int(first.code) == code
            let second = nodes[(isFirst ? first.base : WordTrie.leafBase) + code1]
            let isSecond = Int(second.code) == code1
            var best = weights[isFirst ? first.value : 0] + route1
            let weight = weights[isSecond ? second.value : 0] + route2
            var length = weight >= best ? 2 : 1
            best = weight >= best ? weight : best
            var base = isSecond ? second.base : WordTrie.leafBase
            var next = index + 2
            var wanted = code2
            while true {
                let node = nodes[base + wanted]
                guard Int(node.code) == wanted else { break }
                next += 1
                let weight = weights[node.value] + cells[next].route
                if weight >= best {
                    best = weight
                    length = next - index
                }
                base = node.base
                wanted = Int(cells[next].code)
            }
            if best == -.infinity {
                best = missingWeight + route1
                length = 1
            }
            best = cells[index].kind == .block ? best : 0
            cells[index].route = best
            cells[index].length = UInt16(truncatingIfNeeded: length)
            (code2, code1) = (code1, code)
            (route2, route1) = (route1, best)
            index -= 1
        }
    }
}
