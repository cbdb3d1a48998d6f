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
        var index = window.count - 1
        while index >= 0 {
            let code = cells[index].code
            let first = nodes[rootBase + Int(code)]
            let isPrefix = first.code == code
            var best = weights[isPrefix ? first.value : 0] + cells[index + 1].route
            var length = 1
            var base = isPrefix ? first.base : WordTrie.leafBase
            var next = index + 1
            while true {
                let code = cells[next].code
                let node = nodes[base + Int(code)]
                guard node.code == code else { break }
                next += 1
                let weight = weights[node.value] + cells[next].route
                if weight >= best {
                    best = weight
                    length = next - index
                }
                base = node.base
            }
            if best == -.infinity {
                best = dictionary.missingWeight + cells[index + 1].route
                length = 1
            }
            cells[index].route = cells[index].kind == .block ? best : 0
            cells[index].length = UInt16(truncatingIfNeeded: length)
            index -= 1
        }
    }
}
