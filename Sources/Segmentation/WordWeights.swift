// The weights of a dictionary's words, and the first steps into its trie.

import Glibc

/// What the word graph reads of a ``WordDictionary`` beside its trie.
struct WordWeights: Sendable {
    /// What the trie says of the words that begin with a character.
    struct Root: BitwiseCopyable {
        /// The weight of the character as a word, or as none; -infinity where it only begins some.
        var weight: Double
        /// What no route from the character falls below: 0 outside of blocks, where every route
        /// begins anew.
        var floor: Double
    }

    /// log f - log total for each of the dictionary's entries; -infinity for frequency 0.
    let ofEntries: MappedArray<Double>
    /// The root's children by their codes: the first step of every look-up.
    let roots: MappedArray<Root>
    /// Where the trie has the children of the root's children.
    let rootBases: MappedArray<UInt32>
    /// For each Latin code the Latin codes that words go on with after it, as bits modulo 64.
    let latinPairs: MappedArray<UInt64>
    /// The least and the greatest Latin codes after which any words go on with Latin, and between.
    let latinFirsts: Range<UInt16>
    /// The weight of a character that is no word: that of frequency 1.
    let missing: Double

    /// What was computed before, for a dictionary with this total of frequencies.
    init(
        ofEntries: MappedArray<Double>,
        roots: MappedArray<Root>,
        rootBases: MappedArray<UInt32>,
        latinPairs: MappedArray<UInt64>,
        total: Int
    ) {
        self.ofEntries = ofEntries
        self.roots = roots
        self.rootBases = rootBases
        self.latinPairs = latinPairs
        let firsts = latinPairs.indices.filter { latinPairs[$0] != 0 }
        latinFirsts = UInt16(firsts.first ?? 0)..<UInt16((firsts.last ?? -1) + 1)
        missing = 0 - log(Double(total))
    }

    /// Computes all of it.
    ///
    /// jieba adds (log f - log T) to the rest of the route; log(f / T) rounds differently.
    init(trie: WordTrie, entries: MappedArray<WordDictionary.Entry>, total: Int) {
        let logTotal = log(Double(total))
        let weights = entries.map {
            $0.frequency == 0 ? -.infinity : log(Double($0.frequency)) - logTotal
        }
        let count = trie.alphabet.count
        var roots = [Root](
            repeating: Root(weight: 0 - logTotal, floor: -.infinity),
            count: count
        )
        roots[0].floor = 0
        var bases = [UInt32](repeating: UInt32(WordTrie.leafBase), count: count)
        let latin = 0..<Int(CharacterCodes.han.lowerBound)
        for code in 1..<count where Int(trie.codes[trie.rootBase + code]) == code {
            let node = trie.nodes[trie.rootBase + code]
            roots[code].weight = weights[node.value]
            bases[code] = UInt32(node.base)
        }
        let pairs = latin.map { first in
            latin.dropFirst().reduce(into: UInt64(0)) { bits, second in
                guard Int(trie.codes[Int(bases[first]) + second]) == second else { return }
                bits |= 1 << UInt64(second & 63)
            }
        }
        self.init(
            ofEntries: MappedArray(weights),
            roots: MappedArray(roots),
            rootBases: MappedArray(bases),
            latinPairs: MappedArray(pairs),
            total: total
        )
    }
}
