// Words with frequencies and tags, and every prefix of them: what jieba calls FREQ and total.

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

    /// Words to the numbers of their entries.
    var trie: WordTrie
    /// The sum of all frequencies ever given.
    ///
    /// As jieba counts, a word that is given again is counted again.
    public internal(set) var total: Int
    /// The distinct entries; number 0 is that of prefixes.
    var entries: MappedArray<Entry>
    /// The tags of parts of speech; number 0 is none.
    var tags: [String]
    /// What the word graph reads of all that.
    private(set) var weights: WordWeights
    /// Words that were given the frequency 0: the hidden Markov model must not join them.
    var forcedSplits: Set<[UInt32]> = []
    /// The numbers of `entries`, made when the first word is added.
    private var entryNumbers: [Entry: Int] = [:]

    init(trie: WordTrie, total: Int, entries: [Entry], tags: [String]) {
        let entries = MappedArray(entries)
        self.init(
            trie: trie,
            total: total,
            entries: entries,
            tags: tags,
            weights: WordWeights(trie: trie, entries: entries, total: total)
        )
    }

    init(
        trie: WordTrie,
        total: Int,
        entries: MappedArray<Entry>,
        tags: [String],
        weights: WordWeights
    ) {
        self.trie = trie
        self.total = total
        self.entries = entries
        self.tags = tags
        self.weights = weights
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
        entries.append(contentsOf: CollectionOfOne(entry))
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
    mutating func refillWeights() {
        weights = WordWeights(trie: trie, entries: entries, total: total)
    }
}
