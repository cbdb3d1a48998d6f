// From one or two texts to the input of a model: [CLS] first [SEP] second [SEP].

/// Encodes texts and pairs of texts for a BERT model.
public struct PairEncoder: Sendable {
    /// The tokenizer of the texts.
    public let tokenizer: Tokenizer
    /// The most positions an encoding may have, special tokens included; nil for any number.
    public let maximumLength: Int?
    /// What is cut to get there.
    public let truncation: Truncation

    /// Creates an encoder.
    public init(
        tokenizer: Tokenizer,
        maximumLength: Int? = nil,
        truncation: Truncation = .longestFirst
    ) {
        self.tokenizer = tokenizer
        self.maximumLength = maximumLength
        self.truncation = truncation
    }

    /// Encodes one text as `[CLS] first [SEP]` or two as `[CLS] first [SEP] second [SEP]`.
    ///
    /// - Throws: `TokenizationError` if the texts cannot be cut to the maximum length.
    public func encode(_ first: String, _ second: String? = nil) throws -> Encoding {
        let firstPieces = tokenizer.pieces(of: first)
        let secondPieces = second.map { tokenizer.pieces(of: $0) }
        var lengths = (first: firstPieces.count, second: secondPieces?.count ?? 0)
        if let maximumLength {
            let specialCount = second == nil ? 2 : 3
            guard maximumLength >= specialCount else {
                throw TokenizationError(
                    .cannotTruncate,
                    "a maximum length of \(maximumLength) (expected at least \(specialCount), "
                        + "the number of special tokens)"
                )
            }
            let limit = maximumLength - specialCount
            if second == nil && truncation == .longestFirst {
                lengths.first = min(lengths.first, limit)
            } else {
                lengths = try truncation.lengths(
                    first: lengths.first,
                    second: lengths.second,
                    limit: limit,
                    profile: tokenizer.profile
                )
            }
        }
        let vocabulary = tokenizer.vocabulary
        var encoding = Encoding()
        encoding.append(special: vocabulary.classificationID, segment: 0)
        for piece in firstPieces.prefix(lengths.first) { encoding.append(piece, segment: 0) }
        encoding.append(special: vocabulary.separatorID, segment: 0)
        if let secondPieces {
            for piece in secondPieces.prefix(lengths.second) {
                encoding.append(piece, segment: 1)
            }
            encoding.append(special: vocabulary.separatorID, segment: 1)
        }
        return encoding
    }

    /// Encodes pairs of texts and pads them to the longest.
    ///
    /// - Throws: As `encode` does.
    public func encode(
        batch: [(first: String, second: String?)]
    ) throws -> [Encoding] {
        var encodings = try batch.map { try encode($0.first, $0.second) }
        let longest = encodings.map(\.count).max() ?? 0
        for index in encodings.indices {
            encodings[index].pad(to: longest, with: tokenizer.vocabulary)
        }
        return encodings
    }
}
