// A word as a profile normalises it: in lower case, decomposed, without accents.

/// Turns words into the code points that are looked up in a vocabulary.
struct WordNormalizer: Sendable {
    let tables: TokenizerTables

    init(_ profile: Tokenizer.Profile) {
        tables = TokenizerTables(
            CharacterRules(normalizing: profile),
            vocabulary: .specialTokensOnly,
            maximumWordLength: 0,
            specialTokens: nil
        )
    }

    /// The code points of a text that is one word.
    func letters(of word: UnsafeBufferPointer<UInt8>) -> [UInt32] {
        withUnsafeTemporaryAllocation(of: Word.Letter.self, capacity: word.count) { letters in
            guard let base = word.baseAddress, let letters = letters.baseAddress else { return [] }
            return withExtendedLifetime(tables) {
                Scanner(tables: tables, letters: letters).normalized(base, count: word.count)
            }
        }
    }
}
