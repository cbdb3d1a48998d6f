// The rules of the profile `fixed` that go before the dictionary: which stretches are one token.

/// A stretch of text that is one token whatever the word graph says.
struct Atom {
    let bytes: Range<Int>
    /// Whether it is a word, so that search and full mode look for shorter words in it.
    let isWord: Bool
}

/// Finds the atoms of a text in one pass.
///
/// Forced words come first, from left to right, the longest at each place. In what lies between
/// them, numbers, dates, addresses and the dictionary's words that the word graph cannot find
/// compete: the leftmost wins, and of those the longest.
struct FixedRules: Sendable {
    private let forced: WordSet?
    private let words: WordSet?

    init(forced: ForcedWords, dictionary: WordDictionary) throws {
        self.forced = try WordSet(forced.words)
        words = try WordSet(dictionary.wordsBeyondBlocks())
    }

    /// Appends the atoms of `text`, in order.
    func findAtoms(in text: UnsafeBufferPointer<UInt8>, into atoms: inout [Atom]) {
        var gap = 0
        var position = 0
        while let forced, position < text.count {
            if let end = forced.end(ofWordIn: text, from: position, before: text.count) {
                findAtoms(in: text, gap..<position, into: &atoms)
                atoms.append(Atom(bytes: position..<end, isWord: true))
                (gap, position) = (end, end)
            } else {
                position += CharacterFolding.character(of: text, at: position).length
            }
        }
        findAtoms(in: text, gap..<text.count, into: &atoms)
    }

    /// Finds the atoms between two forced words.
    private func findAtoms(
        in text: UnsafeBufferPointer<UInt8>,
        _ gap: Range<Int>,
        into atoms: inout [Atom]
    ) {
        let pattern = AtomPattern(text: text, end: gap.upperBound)
        var position = gap.lowerBound
        var previous = position == 0 ? AtomPattern.lineStart : AtomPattern.edge
        while position < gap.upperBound {
            let (character, length) = CharacterFolding.character(of: text, at: position)
            let point = CharacterFolding.ascii(character)
            let word = words?.end(ofWordIn: text, from: position, before: gap.upperBound) ?? 0
            let match = pattern.end(from: position, point, after: previous) ?? 0
            if max(word, match) > position {
                let isWord = word >= match
                atoms.append(Atom(bytes: position..<max(word, match), isWord: isWord))
                position = max(word, match)
                previous = AtomPattern.edge
                continue
            }
            position += length
            previous = point
        }
    }
}
