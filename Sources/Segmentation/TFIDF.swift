// Keywords by term frequency times inverse document frequency: jieba's `extract_tags`.

/// Finds the words that are frequent in a text and rare elsewhere.
public struct TFIDF: Sendable {
    /// Cuts texts when tags do not matter.
    public let segmenter: Segmenter
    /// Cuts texts when they do.
    public let tagger: Tagger
    /// How rare words are elsewhere.
    public let frequencies: InverseDocumentFrequencies
    /// Words to leave out.
    public let stopWords: StopWords

    /// Makes an extractor.
    public init(
        segmenter: Segmenter,
        tagger: Tagger,
        frequencies: InverseDocumentFrequencies,
        stopWords: StopWords = .standard
    ) {
        self.segmenter = segmenter
        self.tagger = tagger
        self.frequencies = frequencies
        self.stopWords = stopWords
    }

    /// The keywords of a text, the weightiest first.
    ///
    /// - Parameters:
    ///   - text: one document.
    ///   - top: how many at most; nil for all.
    ///   - allowedTags: the parts of speech to keep; empty for all.
    ///   - distinguishingTags: whether a word counts once for each of its tags. Needs
    ///     `allowedTags`.
    /// - Returns: the keywords and their weights.
    public func keywords(
        in text: String,
        top: Int? = 20,
        allowedTags: Set<String> = [],
        distinguishingTags: Bool = false
    ) -> [Keyword] {
        var text = text
        return text.withUTF8 { text in
            var counts: [(term: Term, weight: Double)] = []
            var numbers: [Term: Int] = [:]
            for (bytes, tag) in words(of: text, allowedTags) where stopWords.admit(text[bytes]) {
                let term = Term(word: Array(text[bytes]), tag: distinguishingTags ? tag : nil)
                if let number = numbers[term] {
                    counts[number].weight += 1
                } else {
                    numbers[term] = counts.count
                    counts.append((term, 1))
                }
            }
            let total = counts.reduce(0) { $0 + $1.weight }
            for index in counts.indices {
                let frequency = counts[index].term.word.withUnsafeBufferPointer {
                    frequencies.frequency(of: $0)
                }
                // The quotient first, as jieba does: it rounds.
                counts[index].weight *= frequency / total
            }
            return [Keyword](ranking: counts, top: top)
        }
    }

    /// The words with an allowed tag, or all without their tags.
    private func words(
        of text: UnsafeBufferPointer<UInt8>,
        _ allowedTags: Set<String>
    ) -> [(bytes: Range<Int>, tag: String?)] {
        if allowedTags.isEmpty {
            var scratch = Segmenter.Scratch()
            var words: [Range<Int>] = []
            segmenter.words(in: text, mode: .accurate, scratch: &scratch, into: &words)
            return words.map { ($0, nil) }
        }
        var scratch = Tagger.Scratch()
        var words: [Tagger.TaggedWord] = []
        tagger.words(in: text, scratch: &scratch, into: &words)
        return words.filter { allowedTags.contains($0.tag) }.map { ($0.bytes, $0.tag) }
    }
}
