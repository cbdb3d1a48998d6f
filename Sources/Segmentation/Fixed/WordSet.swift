// A set of words that are looked for in the bytes of a text, the longest first.

/// Words of any characters; full-width letters, digits and marks count as their ASCII forms.
struct WordSet: Sendable {
    private let trie: WordTrie

    /// Nil for no words at all.
    init?(_ words: [[UInt32]]) throws {
        guard !words.isEmpty else { return nil }
        var list = WordTrie.WordList()
        var alphabet = try CharacterCodes([])
        for word in words {
            for point in word {
                let point = CharacterFolding.ascii(point)
                _ = try alphabet.insert(point)
                list.points.append(point)
            }
            list.ends.append(list.points.count)
            list.values.append(1)
        }
        list.weights = [0, 1]
        trie = try WordTrie(list, alphabet: alphabet)
    }

    /// Where the longest word ends that begins at `start` and ends by `end`; nil for none.
    @inline(__always)
    func end(
        ofWordIn text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        before end: Int
    ) -> Int? {
        var base = trie.rootBase
        var position = start
        var found: Int?
        while position < end {
            let (point, length) = CharacterFolding.character(of: text, at: position)
            let code = trie.alphabet.code(of: CharacterFolding.ascii(point))
            let slot = base + Int(code)
            guard trie.codes[slot] == code else { break }
            position += length
            base = trie.nodes[slot].base
            if trie.nodes[slot].value > 0, position <= end { found = position }
        }
        return found
    }
}
