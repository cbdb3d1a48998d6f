// Keywords by their neighbours: jieba's `textrank`, after Mihalcea and Tarau 2004.

/// Finds the words that stand near many words that do so too.
public struct TextRank: Sendable {
    /// Cuts and tags texts.
    public let tagger: Tagger
    /// Words to leave out.
    public let stopWords: StopWords

    /// Words are neighbours when fewer than so many words lie from one to the other.
    private static let span = 5
    private static let damping = 0.85
    private static let iterations = 10

    /// Makes an extractor.
    public init(tagger: Tagger, stopWords: StopWords = .standard) {
        self.tagger = tagger
        self.stopWords = stopWords
    }

    /// The keywords of a text, the weightiest first.
    ///
    /// - Parameters:
    ///   - text: one document.
    ///   - top: how many at most; nil for all.
    ///   - allowedTags: the parts of speech to keep.
    ///   - distinguishingTags: whether a word counts once for each of its tags.
    /// - Returns: the keywords and their weights.
    public func keywords(
        in text: String,
        top: Int? = 20,
        allowedTags: Set<String> = ["ns", "n", "vn", "v"],
        distinguishingTags: Bool = false
    ) -> [Keyword] {
        var text = text
        let terms = text.withUTF8 { text in
            var scratch = Tagger.Scratch()
            var words: [Tagger.TaggedWord] = []
            tagger.words(in: text, scratch: &scratch, into: &words)
            return words.map { word -> Term? in
                guard allowedTags.contains(word.tag), stopWords.admit(text[word.bytes]) else {
                    return nil
                }
                return Term(
                    word: Array(text[word.bytes]),
                    tag: distinguishingTags ? word.tag : nil
                )
            }
        }
        let graph = Graph(terms, span: Self.span)
        let weights = graph.rank(damping: Self.damping, iterations: Self.iterations)
        return [Keyword](ranking: Array(zip(graph.nodes, weights)), top: top)
    }
}

/// Which words stand near which, and how often; nodes in order of their first edge.
private struct Graph {
    private(set) var nodes: [Term] = []
    /// The edges of each node.
    private var edges: [[(to: Int, weight: Double)]] = []

    init(_ terms: [Term?], span: Int) {
        struct Pair: Hashable {
            let from: Term
            let to: Term
        }
        var pairs: [Pair] = []
        var counts: [Pair: Double] = [:]
        for (index, from) in terms.enumerated() {
            guard let from else { continue }
            for to in terms[(index + 1)...].prefix(span - 1) {
                guard let to else { continue }
                let pair = Pair(from: from, to: to)
                if counts[pair] == nil { pairs.append(pair) }
                counts[pair, default: 0] += 1
            }
        }
        var numbers: [Term: Int] = [:]
        for pair in pairs {
            let (from, to) = (number(of: pair.from, &numbers), number(of: pair.to, &numbers))
            let weight = counts[pair, default: 0]
            edges[from].append((to, weight))
            edges[to].append((from, weight))
        }
    }

    private mutating func number(of term: Term, _ numbers: inout [Term: Int]) -> Int {
        if let number = numbers[term] { return number }
        numbers[term] = nodes.count
        nodes.append(term)
        edges.append([])
        return nodes.count - 1
    }

    /// Weights from the words' neighbours, in place and in order of the words, then spread so that
    /// the greatest is 1.
    func rank(damping: Double, iterations: Int) -> [Double] {
        guard !nodes.isEmpty else { return [] }
        var weights = [Double](repeating: 1 / Double(nodes.count), count: nodes.count)
        let sums = edges.map { $0.reduce(0) { $0 + $1.weight } }
        // UTF-8 orders as code points do.
        let order = nodes.indices.sorted {
            nodes[$0].word == nodes[$1].word
                ? $0 < $1 : nodes[$0].word.lexicographicallyPrecedes(nodes[$1].word)
        }
        for _ in 0..<iterations {
            for node in order {
                let sum = edges[node].reduce(0) { $0 + $1.weight / sums[$1.to] * weights[$1.to] }
                weights[node] = (1 - damping) + damping * sum
            }
        }
        let least = weights.reduce(.greatestFiniteMagnitude, Swift.min)
        let greatest = weights.reduce(.leastNormalMagnitude, Swift.max)
        return weights.map { ($0 - least / 10) / (greatest - least / 10) }
    }
}
