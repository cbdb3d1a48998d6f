// Why a text was cut as it was: the word graph with its weights, the route, the model's states.

extension Segmenter {
    /// How the accurate mode came to its words.
    public struct Explanation: Sendable, CustomStringConvertible {
        /// A word of the graph.
        public struct Edge: Hashable, Sendable {
            /// The bytes of the text.
            public let bytes: Range<Int>
            /// log f - log total, or that of frequency 1 where the dictionary has no word.
            public let weight: Double
            /// The weight of the best route to the end of the block by way of this word.
            public let route: Double
            /// Whether the best route of the block takes it.
            public let isChosen: Bool
        }

        /// The text.
        public let text: String
        /// The words of the graph, by where they begin, then by length.
        public let edges: [Edge]
        /// The words that came out.
        public let words: [Range<Int>]

        /// One line per word of the graph, `*` on the best route, then the words that came out.
        public var description: String {
            let utf8 = Array(text.utf8)
            func piece(_ bytes: Range<Int>) -> String {
                String(decoding: utf8[bytes], as: UTF8.self)
            }
            let graph = edges.map { edge in
                "\(edge.isChosen ? "*" : " ") \(edge.bytes.lowerBound)\t\(piece(edge.bytes))\t"
                    + "\(edge.weight)\t\(edge.route)"
            }
            let chosen = Set(edges.filter(\.isChosen).map(\.bytes))
            let result = words.map { word in
                let isGraph =
                    chosen.contains(word)
                    || !edges.contains { $0.bytes.lowerBound == word.lowerBound }
                return isGraph ? piece(word) : "\(piece(word)) (joined)"
            }
            return (["  byte\tword\tweight\troute"] + graph + [result.joined(separator: " / ")])
                .joined(separator: "\n")
        }
    }

    /// Explains how ``words(in:mode:)`` cuts `text` in accurate mode.
    public func explanation(of text: String) -> Explanation {
        var text = text
        var edges: [Explanation.Edge] = []
        var words: [Range<Int>] = []
        var scratch = Scratch()
        text.withUTF8 { text in
            dictionary.withView { view in
                forEachWindow(of: text, mode: .accurate, readsLines: false, scratch: &scratch) {
                    window,
                    _ in
                    window.forEachWord { words.append(window.bytes(of: $0)) }
                    var next = 0
                    for index in 0..<window.count where window.codes[index] != 0 {
                        let isOnRoute = index >= next
                        if isOnRoute { next = index + Int(window.lengths[index]) }
                        edges += view.edges(from: index, of: window).map { word, weight in
                            Explanation.Edge(
                                bytes: window.bytes(of: word),
                                weight: weight,
                                route: weight + window.routes[word.upperBound],
                                isChosen: isOnRoute && word.upperBound == next
                            )
                        }
                    }
                }
            }
        }
        return Explanation(text: text, edges: edges, words: words)
    }
}

extension DictionaryView {
    /// The words from `index` on with their weights; if there is none, the character alone.
    fileprivate func edges(
        from index: Int,
        of window: CharacterWindow
    ) -> [(word: Range<Int>, weight: Double)] {
        var edges: [(Range<Int>, Double)] = []
        var (base, end) = (rootBase, index)
        while let node = child(of: base, window.codes[end]) {
            end += 1
            base = node.base
            let weight = weights[node.value]
            if weight > -.infinity { edges.append((index..<end, weight)) }
        }
        return edges.isEmpty ? [(index..<(index + 1), missingWeight)] : edges
    }
}
