// Builds a trie from a whole word list at once: sorted words to a tree, the tree to a double array.

extension WordTrie {
    /// A word list: the code points of all words on end, and a value for each word.
    struct WordList {
        var points: [UInt32] = []
        /// Where each word ends in `points`.
        var ends: [Int] = []
        var values: [Int] = []
        /// How often text is expected to ask for a word, by its value.
        var weights: [Double] = []

        /// Where word number `index` lies in `points`.
        func range(of index: Int) -> Range<Int> {
            (index == 0 ? 0 : ends[index - 1])..<ends[index]
        }
    }

    /// Packs `words`; a word that occurs twice keeps its last value.
    ///
    /// `alphabet` holds every character of them.
    init(_ words: WordList, alphabet: CharacterCodes) throws {
        let tree = WordTree(words, alphabet: alphabet)
        var slots = SlotMap()
        var bases = [Int](repeating: Self.leafBase, count: tree.nodes.count)
        // What is asked for most comes first, so that it lies together.
        for parent in tree.parents.sorted(by: { tree.precedes($0, $1) }) {
            bases[parent] = try slots.place(tree.children(of: parent).map { tree.nodes[$0].code })
        }
        let length = (bases.max() ?? 0) + alphabet.count + 1
        var codes = [UInt16](repeating: Self.freeCode, count: length)
        var nodes = [Node](repeating: .leaf, count: length)
        for parent in tree.parents {
            for child in tree.children(of: parent) {
                let (code, value) = (tree.nodes[child].code, tree.nodes[child].value)
                codes[bases[parent] + Int(code)] = code
                nodes[bases[parent] + Int(code)] = Node(base: bases[child], value: value)
            }
        }
        self.init(
            codes: MappedArray(codes),
            nodes: MappedArray(nodes),
            rootBase: bases[0],
            alphabet: alphabet
        )
    }
}

/// The words as a tree with siblings in order of their codes; node 0 is the root.
private struct WordTree {
    struct Node {
        let code: UInt16
        var value = 0
        var childCount = 0
        var firstChild = 0
        var lastChild = 0
        var nextSibling = 0
        var weight = 0.0
    }

    private(set) var nodes = [Node(code: 0)]

    init(_ words: WordTrie.WordList, alphabet: CharacterCodes) {
        let codes = words.points.map { alphabet.code(of: $0) }
        var path = [0]
        var previous = 0..<0
        for index in Self.sorted(words, codes) {
            let range = words.range(of: index)
            var shared = 0
            while shared < min(range.count, previous.count),
                codes[range.lowerBound + shared] == codes[previous.lowerBound + shared]
            {
                shared += 1
            }
            path.removeLast(path.count - 1 - shared)
            for position in (range.lowerBound + shared)..<range.upperBound {
                path.append(append(codes[position], to: path[path.count - 1]))
            }
            nodes[path[path.count - 1]].value = words.values[index]
            for node in path { nodes[node].weight += words.weights[words.values[index]] }
            previous = range
        }
    }

    var parents: [Int] { nodes.indices.filter { nodes[$0].childCount > 0 } }

    func children(of parent: Int) -> [Int] {
        var child = nodes[parent].firstChild
        return (0..<nodes[parent].childCount).map { _ in
            defer { child = nodes[child].nextSibling }
            return child
        }
    }

    func precedes(_ one: Int, _ other: Int) -> Bool {
        (nodes[other].weight, one) < (nodes[one].weight, other)
    }

    private mutating func append(_ code: UInt16, to parent: Int) -> Int {
        let child = nodes.count
        nodes.append(Node(code: code))
        if nodes[parent].childCount == 0 {
            nodes[parent].firstChild = child
        } else {
            nodes[nodes[parent].lastChild].nextSibling = child
        }
        nodes[parent].lastChild = child
        nodes[parent].childCount += 1
        return child
    }

    /// The words in order of their codes, equal words in the order given.
    ///
    /// The first four codes in one integer settle nearly every comparison.
    private static func sorted(_ words: WordTrie.WordList, _ codes: [UInt16]) -> [Int] {
        let keys = words.ends.indices.map { index in
            let range = words.range(of: index)
            var key: UInt64 = 0
            for offset in 0..<4 {
                let code = offset < range.count ? codes[range.lowerBound + offset] : 0
                key = key << 16 | UInt64(code)
            }
            return (key: key, index: index)
        }
        return keys.sorted { one, other in
            if one.key != other.key { return one.key < other.key }
            let (first, second) = (words.range(of: one.index), words.range(of: other.index))
            var offset = 4
            while offset < min(first.count, second.count) {
                let (left, right) = (
                    codes[first.lowerBound + offset], codes[second.lowerBound + offset]
                )
                if left != right { return left < right }
                offset += 1
            }
            return (first.count, one.index) < (second.count, other.index)
        }.map(\.index)
    }
}
