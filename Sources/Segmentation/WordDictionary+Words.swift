// Lists the words of a dictionary that the word graph cannot find.

extension WordDictionary {
    /// The words that hold a character that is part of no block, or a digit beside a mark, which the
    /// numbers of the profile `fixed` could cut.
    func wordsBeyondBlocks() -> [[UInt32]] {
        let points = trie.alphabet.points
        let kinds = points.map(Self.kind)
        let outside = kinds.indices.filter { kinds[$0] == .outside || kinds[$0] == .mark }
        guard !outside.isEmpty else { return [] }
        var parents = [Int32](repeating: -1, count: trie.codes.count)
        for (slot, code) in trie.codes.enumerated() where code != WordTrie.freeCode {
            parents[trie.nodes[slot].base] = Int32(slot)
        }
        var found: [[UInt32]] = []
        for (slot, code) in trie.codes.enumerated()
        where code != WordTrie.freeCode && weights.ofEntries[trie.nodes[slot].value] > -.infinity {
            var (holds, slot) = (Kinds(), slot)
            var word: [UInt16] = []
            while true {
                let code = trie.codes[slot]
                holds.insert(kinds[Int(code)])
                word.append(code)
                let base = slot - Int(code)
                if base == trie.rootBase { break }
                slot = Int(parents[base])
            }
            if holds.contains(.outside) || holds.isSuperset(of: [.digit, .mark]) {
                found.append(word.reversed().map { points[Int($0)] })
            }
        }
        return found
    }

    /// What kinds of characters a word holds.
    private struct Kinds: OptionSet {
        let rawValue: UInt8

        static let outside = Kinds(rawValue: 1)
        static let mark = Kinds(rawValue: 2)
        static let digit = Kinds(rawValue: 4)
    }

    private static func kind(of point: UInt32) -> Kinds {
        if isHan(point) || CharacterFolding.isFurtherHan(point) { return [] }
        guard point < 0x80 else { return .outside }
        if point &- 0x30 < 10 { return .digit }
        if isASCIIAlphanumeric(point) { return [] }
        return CharacterCodes.isLatin(point) ? .mark : .outside
    }
}
