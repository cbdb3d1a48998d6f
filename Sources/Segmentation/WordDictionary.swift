// Words with frequencies and tags, and every prefix of them: what jieba calls FREQ and total.

import Glibc

/// A dictionary of words with the weight of each.
///
/// The value is immutable data to the segmenter and can be shared by threads; editing makes a copy.
public struct WordDictionary: Sendable {
    /// What a dictionary says of a word.
    ///
    /// Few differ, so words hold the number of theirs.
    struct Entry: Hashable, BitwiseCopyable {
        var frequency: Int
        /// A number in `tags`.
        var tag: Int
    }

    /// What the trie says of the words that begin with a character.
    struct Root {
        /// The weight of the character as a word, or as none; -infinity where it only begins some.
        var weight: Double
        /// What no route from the character falls below: 0 outside of blocks, where every route
        /// begins anew.
        var floor: Double
    }

    /// Words to the numbers of their entries.
    var trie: WordTrie
    /// The sum of all frequencies ever given.
    ///
    /// As jieba counts, a word that is given again is counted again.
    public internal(set) var total: Int
    /// The distinct entries; number 0 is that of prefixes.
    var entries: [Entry]
    /// The tags of parts of speech; number 0 is none.
    var tags: [String]
    /// log f - log total for each of `entries`; -infinity for frequency 0.
    private(set) var weights: [Double] = []
    /// The root's children by their codes: the first step of every look-up.
    private(set) var roots: [Root] = []
    /// Where the trie has the children of the root's children.
    private(set) var rootBases: [UInt32] = []
    /// The weight of a character that is no word: that of frequency 1.
    private(set) var missingWeight = 0.0
    /// For each Latin code the Latin codes that words go on with after it, as bits modulo 64.
    private(set) var latinPairs: [UInt64] = []
    /// The least and the greatest Latin codes after which any words go on with Latin, and between.
    private(set) var latinFirsts: Range<UInt16> = 0..<0
    /// Words that were given the frequency 0: the hidden Markov model must not join them.
    var forcedSplits: Set<[UInt32]> = []
    /// The numbers of `entries`, made when the first word is added.
    private var entryNumbers: [Entry: Int] = [:]

    init(trie: WordTrie, total: Int, entries: [Entry], tags: [String]) {
        self.trie = trie
        self.total = total
        self.entries = entries
        self.tags = tags
        refillWeights()
    }

    /// The frequency of a word: 0 for a prefix of words, nil for what is not in the dictionary.
    public func frequency(of word: some StringProtocol) -> Int? {
        frequency(of: word.unicodeScalars.map(\.value))
    }

    /// The tag of a word's part of speech, nil where the dictionary gives none.
    public func tag(of word: some StringProtocol) -> String? {
        let entry = trie.slot(of: word.unicodeScalars.map(\.value)).map(entry(at:))
        return entry.flatMap { $0.tag == 0 ? nil : tags[$0.tag] }
    }

    func frequency(of points: some Sequence<UInt32>) -> Int? {
        trie.slot(of: points).map { entry(at: $0).frequency }
    }

    func entry(at slot: Int) -> Entry {
        entries[trie.nodes[slot].value]
    }

    /// The number of an entry, which is new where no word had it.
    mutating func number(of entry: Entry) -> Int {
        if entryNumbers.isEmpty {
            for (number, entry) in entries.enumerated() { entryNumbers[entry] = number }
        }
        if let number = entryNumbers[entry] { return number }
        entries.append(entry)
        entryNumbers[entry] = entries.count - 1
        return entries.count - 1
    }

    /// The number of a tag, which is new where no word had it.
    mutating func number(ofTag tag: String) -> Int {
        if let number = tags.firstIndex(of: tag) { return number }
        tags.append(tag)
        return tags.count - 1
    }

    /// Computes the weights anew after `total` or `entries` changed.
    ///
    /// jieba adds (log f - log T) to the rest of the route; log(f / T) rounds differently.
    mutating func refillWeights() {
        let logTotal = log(Double(total))
        weights = entries.map {
            $0.frequency == 0 ? -.infinity : log(Double($0.frequency)) - logTotal
        }
        missingWeight = 0 - logTotal
        rootBases = [UInt32](repeating: UInt32(WordTrie.leafBase), count: trie.alphabet.count)
        roots = [Root](
            repeating: Root(weight: missingWeight, floor: -.infinity),
            count: rootBases.count
        )
        roots[0].floor = 0
        trie.codes.withUnsafeBufferPointer { codes in
            trie.nodes.withUnsafeBufferPointer { nodes in
                for code in 1..<roots.count where Int(codes[trie.rootBase + code]) == code {
                    let node = nodes[trie.rootBase + code]
                    roots[code].weight = weights[node.value]
                    rootBases[code] = UInt32(node.base)
                }
            }
        }
        let latin = 0..<Int(CharacterCodes.han.lowerBound)
        latinPairs = trie.codes.withUnsafeBufferPointer { codes in
            latin.map { first in
                latin.dropFirst().reduce(into: 0) { bits, second in
                    guard Int(codes[Int(rootBases[first]) + second]) == second else { return }
                    bits |= 1 << UInt64(second & 63)
                }
            }
        }
        let firsts = latin.filter { latinPairs[$0] != 0 }
        latinFirsts = UInt16(firsts.first ?? 0)..<UInt16((firsts.last ?? -1) + 1)
    }
}
