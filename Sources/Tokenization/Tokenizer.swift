// BERT's tokenizer: text to WordPieces, each with the bytes it came from.

/// Cuts text into the pieces of a vocabulary as one of three reference implementations does.
///
/// Text is cleaned, Han characters and punctuation become words of their own, words are lowered and
/// stripped of accents, and each word is cut greedily into the longest pieces of the vocabulary
/// (Wu et al. 2016; Devlin et al. 2019). All of that happens in one pass over the bytes, driven by
/// a table with one entry for every code point.
///
/// A tokenizer is immutable and may be shared by threads, each with a `Scratch` of its own.
public struct Tokenizer: Sendable {
    /// The reference implementation that is followed to the last id.
    public enum Profile: String, Sendable, Codable, CaseIterable {
        /// `tokenization.py` of google-research/bert.
        case google
        /// `BertWordPieceTokenizer` of Hugging Face tokenizers 0.22 and 0.23.
        case hfFast = "hf-fast"
        /// `BertTokenizer` of Hugging Face transformers 4.57.
        case hfSlow = "hf-slow"

        /// The Unicode tables in force, to be named in every artefact.
        public var unicodeTables: String {
            switch self {
            case .google, .hfSlow: "Unicode 14.0 (Python 3.11)"
            case .hfFast: "tokenizers 0.23.3 (its crates' frozen tables)"
            }
        }

        /// The number of characters beyond which a word is unknown whatever it is.
        var maximumWordLength: Int { self == .google ? 200 : 100 }
    }

    /// What `[CLS]` and its like are when they occur in the text.
    public enum SpecialTokens: String, Sendable, Codable, CaseIterable {
        /// Text like any other: no input can forge a special token.
        case text
        /// The special token, as Hugging Face takes them by default.
        case special
    }

    /// How a tokenizer is made.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The path of the `vocab.txt`.
        public var vocabulary = "dicts/vocab.txt"
        /// The reference implementation.
        public var profile = Profile.google
        /// What literal special tokens in the text are.
        public var specialTokens = SpecialTokens.text

        /// Creates the default configuration.
        public init() {}

        /// Decodes a configuration; absent keys keep their defaults.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let defaults = Self()
            vocabulary =
                try container.decodeIfPresent(String.self, forKey: .vocabulary)
                ?? defaults.vocabulary
            profile =
                try container.decodeIfPresent(Profile.self, forKey: .profile) ?? defaults.profile
            specialTokens =
                try container.decodeIfPresent(SpecialTokens.self, forKey: .specialTokens)
                ?? defaults.specialTokens
        }
    }

    /// Storage that is reused from call to call.
    public struct Scratch: Sendable {
        var letters: [Word.Letter] = []
        /// The pieces of a line.
        var pieces: [Piece] = []

        /// Creates empty storage.
        public init() {}

        /// Makes room for a word.
        mutating func reserve(_ count: Int) {
            guard letters.count < count else { return }
            letters = Array(repeating: Word.Letter(symbol: 0, start: 0), count: count)
        }
    }

    /// The reference implementation that is followed.
    public let profile: Profile
    /// What literal special tokens in the text are.
    public let specialTokens: SpecialTokens

    /// All else that a tokenizer is, so that a copy counts one reference.
    private let tables: TokenizerTables

    /// The pieces the tokenizer may produce.
    public var vocabulary: Vocabulary { tables.vocabulary }

    /// Creates a tokenizer.
    public init(
        vocabulary: Vocabulary,
        profile: Profile,
        specialTokens: SpecialTokens = .text
    ) {
        self.init(vocabulary, profile, specialTokens, neverSplit: nil)
    }

    /// Creates a tokenizer of the profile hf-slow that leaves some words whole.
    ///
    /// Of the references only transformers' `BertTokenizer` can, by `never_split`. It compares in
    /// lower case, so words must be listed so; one with punctuation is found between spaces and Han
    /// characters only. A word that is found is one piece, `[UNK]` if the vocabulary lacks it.
    ///
    /// - Parameters:
    ///   - vocabulary: The pieces.
    ///   - neverSplit: The words to leave whole.
    ///   - specialTokens: What literal special tokens in the text are.
    public init(
        vocabulary: Vocabulary,
        neverSplit: [String],
        specialTokens: SpecialTokens = .text
    ) {
        let search = neverSplit.isEmpty ? nil : NeverSplit(neverSplit, vocabulary)
        self.init(vocabulary, .hfSlow, specialTokens, neverSplit: search)
    }

    private init(
        _ vocabulary: Vocabulary,
        _ profile: Profile,
        _ specialTokens: SpecialTokens,
        neverSplit: NeverSplit?
    ) {
        self.profile = profile
        self.specialTokens = specialTokens
        tables = TokenizerTables(
            CharacterRules(profile: profile, vocabulary: vocabulary),
            vocabulary: vocabulary,
            maximumWordLength: profile.maximumWordLength,
            specialTokens: specialTokens == .special ? SpecialTokenSearch(vocabulary) : nil,
            neverSplit: neverSplit
        )
    }

    /// Appends the pieces of the text, in order.
    ///
    /// The range of a piece runs from the first byte of its first character to the last byte of
    /// its last one, in the original text; that of `[UNK]` covers the whole word. Bytes that are
    /// not UTF-8 are passed over.
    public func pieces(
        of text: UnsafeBufferPointer<UInt8>,
        scratch: inout Scratch,
        into pieces: inout [Piece]
    ) {
        // No character becomes more pieces than it has bytes.
        pieces.append(addingCapacity: text.count) { pieces in
            pieces.withUnsafeMutableBufferPointer { memory, count in
                guard let base = memory.baseAddress else { return }
                var output = SpannedPieceOutput(position: base + count)
                scan(text, &scratch, &output)
                count = output.position - base
            }
        }
    }

    /// Appends the ids of the pieces of the text, in order; see `pieces(of:scratch:into:)`.
    public func ids(
        of text: UnsafeBufferPointer<UInt8>,
        scratch: inout Scratch,
        into ids: inout [Int32]
    ) {
        ids.append(addingCapacity: text.count) { ids in
            ids.withUnsafeMutableBufferPointer { memory, count in
                guard let base = memory.baseAddress else { return }
                var output = IDOutput(position: base + count)
                scan(text, &scratch, &output)
                count = output.position - base
            }
        }
    }

    /// Writes the pieces of the text, of which there are at most as many as bytes.
    func scan<Output: PieceOutput>(
        _ text: UnsafeBufferPointer<UInt8>,
        _ scratch: inout Scratch,
        _ output: inout Output
    ) {
        scratch.reserve(tables.lookup.maximumWordLength)
        // The scanner does not keep them alive.
        let tables = tables
        withExtendedLifetime(tables) {
            scratch.letters.withUnsafeMutableBufferPointer { letters in
                guard let base = text.baseAddress, let letters = letters.baseAddress
                else { return }
                let scanner = Scanner(tables: tables, letters: letters)
                /// Scans what lies between special tokens.
                func scan(_ range: Range<Int>) {
                    var start = range.lowerBound
                    for whole in tables.neverSplit?.pieces(of: base, range) ?? [] {
                        scanner.scan(base, start..<whole.range.lowerBound, &output)
                        output.append(whole)
                        start = whole.range.upperBound
                    }
                    scanner.scan(base, start..<range.upperBound, &output)
                }
                var start = 0
                while let special = tables.specialTokens?.next(in: text, from: start) {
                    scan(start..<special.range.lowerBound)
                    output.append(special)
                    start = special.range.upperBound
                }
                scan(start..<text.count)
            }
        }
    }

    /// The pieces of a string, with the UTF-8 offsets they came from.
    public func pieces(of text: String) -> [Piece] {
        var text = text
        var scratch = Scratch()
        var pieces: [Piece] = []
        text.withUTF8 { self.pieces(of: $0, scratch: &scratch, into: &pieces) }
        return pieces
    }
}
