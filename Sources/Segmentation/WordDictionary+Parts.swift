// Cuts a word that is about to be added, by the frequencies as they are: the tables of weights are for
// texts, and would have to be made anew for every word of a user dictionary.

import Glibc

extension WordDictionary {
    /// The parts of `word` as jieba's accurate mode without the model cuts it.
    func parts(of word: [UInt32]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        while start < word.count {
            var end = start
            while end < word.count, Self.isInBlock(word[end]) { end += 1 }
            if end == start {
                parts.append(start..<(start + 1))
                start += 1
            } else {
                appendParts(ofBlock: start..<end, of: word, to: &parts)
                start = end
            }
        }
        return parts
    }

    /// The best route as `BestRoute` finds it, in the same order of additions, and jieba's gluing of
    /// single letters and digits.
    private func appendParts(
        ofBlock block: Range<Int>,
        of word: [UInt32],
        to parts: inout [Range<Int>]
    ) {
        let logTotal = log(Double(total))
        var routes = [Double](repeating: 0, count: block.count + 1)
        var ends = [Int](repeating: 0, count: block.count)
        for start in block.reversed() {
            var best = -Double.infinity
            var (base, next) = (trie.rootBase, start)
            while next < block.upperBound {
                let code = trie.alphabet.code(of: word[next])
                let slot = base + Int(code)
                guard trie.codes[slot] == code else { break }
                next += 1
                base = trie.nodes[slot].base
                let frequency = entry(at: slot).frequency
                guard frequency > 0 else { continue }
                let route = log(Double(frequency)) - logTotal + routes[next - block.lowerBound]
                if route >= best {
                    best = route
                    ends[start - block.lowerBound] = next
                }
            }
            if best == -.infinity {
                best = 0 - logTotal + routes[start + 1 - block.lowerBound]
                ends[start - block.lowerBound] = start + 1
            }
            routes[start - block.lowerBound] = best
        }
        var start = block.lowerBound
        var followsLetter = false
        while start < block.upperBound {
            let end = ends[start - block.lowerBound]
            let isLetter = end == start + 1 && isASCIIAlphanumeric(word[start])
            if isLetter, followsLetter, let last = parts.popLast() {
                parts.append(last.lowerBound..<end)
            } else {
                parts.append(start..<end)
            }
            followsLetter = isLetter
            start = end
        }
    }

    private static func isInBlock(_ point: UInt32) -> Bool {
        isHan(point) || CharacterCodes.isLatin(point)
    }
}
