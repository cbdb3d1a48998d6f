// How well a vocabulary fits a text: what is unknown, and which characters would help most.

/// What of a text a vocabulary knows.
public struct VocabularyReport: Sendable, Codable, Equatable {
    /// A character that no piece contains.
    public struct UnknownCharacter: Sendable, Codable, Equatable {
        /// The character, as the profile normalises it.
        public var character: String
        /// How often it occurs.
        public var count: Int
        /// How many words are unknown for its sake alone: those that consist of it.
        public var rescuedWords: Int
    }

    /// The number of words.
    public var words = 0
    /// The number of words that become `[UNK]`.
    public var unknownWords = 0
    /// The number of characters in words.
    public var characters = 0
    /// The most frequent characters that no piece contains.
    public var unknownCharacters: [UnknownCharacter] = []
    /// The number of characters that some piece contains.
    public var knownCharacters = 0
    /// How many rare words were not counted, repetitions included; 0 unless memory was short.
    public var uncountedWords = 0
    /// By how much the count of a word may be too low.
    public var largestUndercount = 0
    /// The Unicode tables that say what a word is.
    public var unicodeTables: String

    /// The share of words that become `[UNK]`; 0 for no text.
    public var unknownRate: Double { words == 0 ? 0 : Double(unknownWords) / Double(words) }
    /// The share of characters that some piece contains; 1 for no text.
    public var coverage: Double {
        characters == 0 ? 1 : Double(knownCharacters) / Double(characters)
    }
    /// The characters to add to the vocabulary first, each of which rescues words by itself.
    ///
    /// In Chinese text these are quotes and dashes, which BERT's own vocabulary lacks.
    public var suggestions: [UnknownCharacter] {
        unknownCharacters.filter { $0.rescuedWords > 0 }
            .sorted { ($1.rescuedWords, $0.character) < ($0.rescuedWords, $1.character) }
    }

    /// Measures a vocabulary on the words of a text.
    ///
    /// - Parameters:
    ///   - vocabulary: The vocabulary.
    ///   - counts: The words; one report for each source needs counts of their own.
    ///   - limit: The most unknown characters to list.
    public init(vocabulary: Vocabulary, counts: WordCounts, limit: Int = 20) {
        unicodeTables = counts.profile.unicodeTables
        uncountedWords = counts.uncountedWords
        largestUndercount = counts.largestUndercount
        let tokenizer = Tokenizer(vocabulary: vocabulary, profile: counts.profile)
        var scratch = Tokenizer.Scratch()
        var cut: [Piece] = []
        counts.forEachSpelling { spelling, count in
            cut.removeAll(keepingCapacity: true)
            tokenizer.pieces(of: spelling, scratch: &scratch, into: &cut)
            words += count
            if cut.contains(where: { $0.id == vocabulary.unknownID }) { unknownWords += count }
        }

        let pieces = vocabulary.pieces.filter { !Vocabulary.specialTokens.contains($0) }
        let known = Set(pieces.flatMap(\.unicodeScalars))
        var unknown: [UnicodeScalar: UnknownCharacter] = [:]
        for word in counts.words() {
            characters += word.letters.count * word.count
            for scalar in word.letters.compactMap(UnicodeScalar.init) {
                if known.contains(scalar) {
                    knownCharacters += word.count
                } else {
                    let character = String(Character(scalar))
                    var entry =
                        unknown[scalar] ?? .init(character: character, count: 0, rescuedWords: 0)
                    entry.count += word.count
                    if word.letters.count == 1 { entry.rescuedWords += word.count }
                    unknown[scalar] = entry
                }
            }
        }
        let byFrequency = unknown.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        unknownCharacters = byFrequency.prefix(limit).map(\.value)
    }
}
