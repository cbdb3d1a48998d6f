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
        var word = Word()
        var pieces: [Piece] = []

        /// Creates empty storage.
        public init() {}
    }

    /// The pieces the tokenizer may produce.
    public let vocabulary: Vocabulary
    /// The reference implementation that is followed.
    public let profile: Profile
    /// What literal special tokens in the text are.
    public let specialTokens: SpecialTokens

    let rules: CharacterRules

    /// Creates a tokenizer.
    public init(
        vocabulary: Vocabulary,
        profile: Profile,
        specialTokens: SpecialTokens = .text
    ) {
        self.vocabulary = vocabulary
        self.profile = profile
        self.specialTokens = specialTokens
        rules = CharacterRules(profile: profile, vocabulary: vocabulary)
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
        guard let base = text.baseAddress else { return }
        rules.withScanner(self) { scanner in
            var start = 0
            if specialTokens == .special {
                while let special = nextSpecialToken(in: text, from: start) {
                    scanner.scan(base, start..<special.range.lowerBound, &scratch.word, &pieces)
                    pieces.append(special)
                    start = special.range.upperBound
                }
            }
            scanner.scan(base, start..<text.count, &scratch.word, &pieces)
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

    /// The first special token spelled out at or after `start`.
    private func nextSpecialToken(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Piece? {
        let ids = [
            vocabulary.paddingID, vocabulary.unknownID, vocabulary.classificationID,
            vocabulary.separatorID, vocabulary.maskID,
        ]
        var position = start
        while let bracket = text[position...].firstIndex(of: UInt8(ascii: "[")) {
            for id in ids {
                let token = vocabulary.index.bytes[vocabulary.index.range(of: id)]
                if text[bracket...].starts(with: token) {
                    return Piece(id: id, range: bracket..<bracket + token.count)
                }
            }
            position = bracket + 1
        }
        return nil
    }
}
