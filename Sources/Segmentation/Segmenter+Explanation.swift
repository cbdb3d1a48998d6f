// Why a text was cut as it was: the word graph with its weights, the route, the model's states.

extension Segmenter {
    /// How the accurate mode came to its words.
    public struct Explanation: Sendable {
        /// A word of the graph.
        public struct Edge: Hashable, Sendable {
            /// The bytes of the text.
            public let bytes: Range<Int>
            /// The dictionary's frequency; 0 for a character that the dictionary does not have.
            public let frequency: Int
            /// log f - log total, or that of frequency 1 where the dictionary has no word.
            public let weight: Double
            /// The weight of the best route to the end of the block by way of this word.
            public let route: Double
            /// Whether the best route of the block takes it.
            public let isChosen: Bool
        }

        /// A character that the model was asked about, and what it took it for.
        public struct Step: Hashable, Sendable {
            /// The bytes of the text.
            public let bytes: Range<Int>
            /// B begins a word, M is in its middle, E ends it, S is a word by itself.
            public let state: Character
            /// The logarithm of the step from the state before, or of beginning with this state.
            public let transition: Double
            /// The logarithm of the character's probability in this state.
            public let emission: Double
        }

        /// The text.
        public let text: String
        /// Stretches that are cut by themselves, in bytes: no word reaches beyond one.
        public let blocks: [Range<Int>]
        /// The words of the graph, by where they begin, then by length.
        public let edges: [Edge]
        /// The path through the model, over the characters that the route left single.
        public let steps: [Step]
        /// The words that came out.
        public let words: [Range<Int>]
    }

    /// Explains how ``words(in:mode:)`` cuts `text` in accurate mode.
    public func explanation(of text: String) -> Explanation {
        var text = text
        var blocks: [Range<Int>] = []
        var edges: [Explanation.Edge] = []
        var steps: [Explanation.Step] = []
        var words: [Range<Int>] = []
        var scratch = Scratch()
        text.withUTF8 { text in
            dictionary.withView { view in
                forEachWindow(of: text, mode: .accurate, readsLines: false, scratch: &scratch) {
                    window,
                    _ in
                    window.forEachWord { words.append(window.bytes(of: $0)) }
                    for block in window.blockRanges {
                        blocks.append(window.bytes(of: block))
                        edges += self.edges(of: block, in: window, view)
                    }
                    steps += self.steps(of: window)
                }
            }
        }
        return Explanation(text: text, blocks: blocks, edges: edges, steps: steps, words: words)
    }

    /// The graph of a block, and the best route through it.
    private func edges(
        of block: Range<Int>,
        in window: CharacterWindow,
        _ view: DictionaryView
    ) -> [Explanation.Edge] {
        let graph = block.map { view.edges(from: $0, of: window) }
        var routes = [Double](repeating: 0, count: block.count + 1)
        var ends = [Int](repeating: 0, count: block.count)
        for row in block.indices.reversed() {
            routes[row - block.lowerBound] = -.infinity
            for edge in graph[row - block.lowerBound] {
                let route = edge.weight + routes[edge.word.upperBound - block.lowerBound]
                // The longest word on ties.
                guard route >= routes[row - block.lowerBound] else { continue }
                routes[row - block.lowerBound] = route
                ends[row - block.lowerBound] = edge.word.upperBound
            }
        }
        var next = block.lowerBound
        return block.flatMap { row in
            let isOnRoute = row == next
            if isOnRoute { next = ends[row - block.lowerBound] }
            return graph[row - block.lowerBound].map { edge in
                Explanation.Edge(
                    bytes: window.bytes(of: edge.word),
                    frequency: edge.entry.map { dictionary.entries[$0].frequency } ?? 0,
                    weight: edge.weight,
                    route: edge.weight + routes[edge.word.upperBound - block.lowerBound],
                    isChosen: isOnRoute && edge.word.upperBound == next
                )
            }
        }
    }

    /// The path over the runs of Han that the model was asked about.
    private func steps(of window: CharacterWindow) -> [Explanation.Step] {
        guard let model else { return [] }
        var steps: [Explanation.Step] = []
        let bits = window.scratch
        for word in 0...window.bitWords { bits[word] = window.singles[word] & window.han[word] }
        window.forEachRun(of: bits) { run in
            var before: HiddenMarkovModel.State?
            for row in run {
                let isFirst = row == run.lowerBound || window.isEnd(row - 1)
                let state: HiddenMarkovModel.State =
                    window.isEnd(row) ? isFirst ? .single : .end : isFirst ? .begin : .middle
                let transitions = before.map { model.transitions[$0.rawValue] } ?? model.start
                let code = Int(window.codes[row] - CharacterCodes.han.lowerBound)
                steps.append(
                    Explanation.Step(
                        bytes: window.bytes(of: row..<(row + 1)),
                        state: state.letter,
                        transition: transitions[state.rawValue],
                        emission: emissions[code][state.rawValue]
                    )
                )
                before = state
            }
        }
        return steps
    }
}

extension CharacterWindow {
    /// The runs of characters that belong to blocks and to no atom.
    fileprivate var blockRanges: [Range<Int>] {
        let settled = Set(atoms.joined())
        var ranges: [Range<Int>] = []
        var start = 0
        for row in 0...count where row == count || codes[row] == 0 || settled.contains(row) {
            if start < row { ranges.append(start..<row) }
            start = row + 1
        }
        return ranges
    }
}

extension HiddenMarkovModel.State {
    fileprivate var letter: Character {
        switch self {
        case .begin: "B"
        case .end: "E"
        case .middle: "M"
        case .single: "S"
        }
    }
}

extension DictionaryView {
    /// The words from `index` on with the numbers of their entries and their weights; if there is
    /// none, the character alone.
    fileprivate func edges(
        from index: Int,
        of window: CharacterWindow
    ) -> [(word: Range<Int>, entry: Int?, weight: Double)] {
        var edges: [(Range<Int>, Int?, Double)] = []
        var (base, end) = (rootBase, index)
        while let node = child(of: base, window.codes[end]) {
            end += 1
            base = node.base
            let weight = weights[node.value]
            if weight > -.infinity { edges.append((index..<end, node.value, weight)) }
        }
        return edges.isEmpty ? [(index..<(index + 1), nil, missingWeight)] : edges
    }
}
