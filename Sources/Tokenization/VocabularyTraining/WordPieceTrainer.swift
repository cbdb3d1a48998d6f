// Makes a vocabulary: characters first, then the pairs of pieces that occur most often together.

/// Trains WordPiece vocabularies as Hugging Face's `BertWordPieceTrainer` does.
///
/// The pieces are those of byte-pair encoding (Sennrich et al. 2016) over the characters of words,
/// those after the first marked by `##`. Where pairs occur equally often, the one with the smaller
/// ids goes first. The same counts give the same vocabulary, whatever order they were made in.
public struct WordPieceTrainer: Sendable {
    /// What a vocabulary is to be like.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The most pieces, special tokens included; all characters are kept even beyond it.
        public var size = 21_128
        /// How often a pair must occur to become a piece.
        public var minimumFrequency = 2
        /// The most characters, the most frequent ones; nil for all.
        public var alphabetLimit: Int?
        /// The share of all characters of the text that must be covered by the ones kept.
        public var characterCoverage = 1.0
        /// Characters that are kept whether they occur or not.
        public var alphabet = ""
        /// Whether each Han character is also a piece after `##`, as whole-word masking by
        /// albert_zh wants it.
        public var continuesHan = false
        /// The pieces with the first ids.
        public var specialTokens = Vocabulary.specialTokens

        /// Creates the default configuration.
        public init() {}

        /// Decodes a configuration; absent keys keep their defaults.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            func value<Value: Decodable>(_ key: CodingKeys, or value: Value) throws -> Value {
                try container.decodeIfPresent(Value.self, forKey: key) ?? value
            }
            size = try value(.size, or: size)
            minimumFrequency = try value(.minimumFrequency, or: minimumFrequency)
            alphabetLimit = try container.decodeIfPresent(Int.self, forKey: .alphabetLimit)
            characterCoverage = try value(.characterCoverage, or: characterCoverage)
            alphabet = try value(.alphabet, or: alphabet)
            continuesHan = try value(.continuesHan, or: continuesHan)
            specialTokens = try value(.specialTokens, or: specialTokens)
        }
    }

    /// What the vocabulary is to be like.
    public let configuration: Configuration

    /// Creates a trainer.
    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Trains a vocabulary on the words of a text.
    ///
    /// - Throws: `TokenizationError` if a special token is missing or given twice.
    public func vocabulary(from counts: WordCounts) throws -> Vocabulary {
        let words = counts.words()
        var pieces = PieceIndex()
        for token in configuration.specialTokens { pieces.insert(Array(token.utf8)) }
        let alphabet = alphabet(of: words)
        for character in alphabet { pieces.insert(utf8(character)) }
        if configuration.continuesHan {
            let han = counts.profile.isolatedRanges
            for character in alphabet where han.contains(where: { $0.contains(character) }) {
                pieces.insert(continuation + utf8(character))
            }
        }
        var merging = PairMerging()
        for word in words { merging.add(symbols(of: word, &pieces), count: word.count) }
        merging.start()
        while pieces.count < configuration.size,
            let pair = merging.nextPair(minimumCount: configuration.minimumFrequency)
        {
            let second = pieces.piece(pair.second)
            let tail = second.starts(with: continuation) ? second.dropFirst(2) : second
            let piece = Array(pieces.piece(pair.first) + tail)
            merging.merge(into: pieces.insert(piece).id)
        }
        return try Vocabulary(
            pieces: (0..<Int32(pieces.count)).map {
                String(decoding: pieces.piece($0), as: UTF8.self)
            }
        )
    }

    private var continuation: [UInt8] { Array("##".utf8) }

    /// The characters to keep, in the order of their code points.
    private func alphabet(of words: [WordCounts.Word]) -> [UInt32] {
        var counts: [UInt32: Int] = [:]
        var total = 0
        for word in words {
            total += word.letters.count * word.count
            for letter in word.letters { counts[letter, default: 0] += word.count }
        }
        let fixed = configuration.alphabet.unicodeScalars.map(\.value)
        for letter in fixed { counts[letter] = Int.max }
        let byFrequency = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let limited = byFrequency.prefix(configuration.alphabetLimit ?? counts.count)
        let needed = configuration.characterCoverage * Double(total)
        var covered = 0.0
        let kept = limited.prefix { letter in
            defer { covered += letter.value == Int.max ? 0 : Double(letter.value) }
            return letter.value == Int.max || covered < needed
        }
        return kept.map(\.key).sorted()
    }

    /// The word as pieces of one character; characters that were not kept are left out.
    private func symbols(of word: WordCounts.Word, _ pieces: inout PieceIndex) -> [Int32] {
        var symbols: [Int32] = []
        for (position, letter) in word.letters.enumerated() {
            let bytes = utf8(letter)
            guard let id = pieces.id(of: bytes) else { continue }
            symbols.append(position == 0 ? id : pieces.insert(continuation + bytes).id)
        }
        return symbols
    }

    private func utf8(_ codePoint: UInt32) -> [UInt8] {
        UnicodeScalar(codePoint).map { Array(String(Character($0)).utf8) } ?? []
    }
}
