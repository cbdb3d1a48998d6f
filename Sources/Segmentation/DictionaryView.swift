// A dictionary's arrays as pointers, for the length of one call.

/// What the stages read of a ``WordDictionary``.
struct DictionaryView {
    let slotCodes: UnsafePointer<UInt16>
    let nodes: UnsafePointer<WordTrie.Node>
    let rootBase: Int
    let roots: UnsafePointer<WordWeights.Root>
    let rootBases: UnsafePointer<UInt32>
    /// The code points of the codes.
    let points: UnsafePointer<UInt32>
    let weights: UnsafePointer<Double>
    let missingWeight: Double
    /// For each Latin code the Latin codes that words go on with after it, as bits modulo 64.
    let latinPairs: UnsafePointer<UInt64>
    /// The least and the greatest Latin codes after which any words go on with Latin, and between.
    let latinFirsts: Range<UInt16>

    /// Where a character leads to from a base: slot 0, which belongs to no base and whose node is a
    /// leaf without a word, where it leads nowhere.
    @inline(__always)
    func slot(of code: UInt16, at base: Int) -> Int {
        let slot = base &+ Int(code)
        return slotCodes[slot] == code ? slot : 0
    }

    /// The node that a character leads to from a base.
    @inline(__always)
    func child(of base: Int, _ code: UInt16) -> WordTrie.Node? {
        let slot = base &+ Int(code)
        return slotCodes[slot] == code ? nodes[slot] : nil
    }

    /// Whether the characters are a word, not merely a prefix of words.
    func isWord(_ codes: UnsafeMutablePointer<UInt16>, _ range: Range<Int>) -> Bool {
        value(of: codes, range).map { weights[$0] > -.infinity } ?? false
    }

    /// The number of the entry of a word or prefix.
    func value(of codes: UnsafeMutablePointer<UInt16>, _ range: Range<Int>) -> Int? {
        var base = rootBase
        var value: Int?
        for index in range {
            guard let node = child(of: base, codes[index]) else { return nil }
            base = node.base
            value = node.value
        }
        return value
    }
}

extension WordDictionary {
    func withView<Result>(_ body: (DictionaryView) -> Result) -> Result {
        withExtendedLifetime(self) {
            guard let slotCodes = trie.codes.elements.baseAddress,
                let nodes = trie.nodes.elements.baseAddress,
                let roots = weights.roots.elements.baseAddress,
                let rootBases = weights.rootBases.elements.baseAddress,
                let points = trie.alphabet.points.elements.baseAddress,
                let ofEntries = weights.ofEntries.elements.baseAddress,
                let latinPairs = weights.latinPairs.elements.baseAddress
            else { preconditionFailure("no array of a dictionary is empty") }
            return body(
                DictionaryView(
                    slotCodes: slotCodes,
                    nodes: nodes,
                    rootBase: trie.rootBase,
                    roots: roots,
                    rootBases: rootBases,
                    points: points,
                    weights: ofEntries,
                    missingWeight: weights.missing,
                    latinPairs: latinPairs,
                    latinFirsts: weights.latinFirsts
                )
            )
        }
    }
}
