// What a model reads in one step, as plain arrays: the model knows nothing of shards.

/// The type that matrices are multiplied in; weights and their updates stay in single precision.
public enum Precision: String, Codable, CaseIterable, Sendable {
    /// Single precision throughout.
    case fp32
    /// Linear layers and attention in bfloat16; normalisation, softmax and losses in fp32.
    case bf16
    /// As bf16, in IEEE half precision: for CUDA devices only.
    case fp16
}

/// A batch of inputs, padded to one length.
public struct ModelInput: Sendable {
    /// Number of sequences.
    public let batch: Int
    /// Padded length of each.
    public let length: Int
    /// Piece ids, [batch × length].
    public let ids: [Int32]
    /// Segment of each piece, [batch × length].
    public let segments: [Int32]
    /// Number of pieces of each sequence that are not padding, [batch].
    public let lengths: [Int32]
    /// Where a piece is to be predicted, as `sequence · length + position`.
    public let maskedPositions: [Int32]
    /// The piece to be predicted at each of these places.
    public let maskedLabels: [Int32]
    /// The answer to the sentence question for each sequence; empty where none is asked.
    public let sentenceLabels: [Int32]

    /// A batch whose arrays fit together.
    ///
    /// - Parameters:
    ///   - length: Padded length of each sequence.
    ///   - ids: Piece ids, [batch × length].
    ///   - segments: Segment of each piece, [batch × length].
    ///   - lengths: Number of pieces that are not padding, [batch].
    ///   - maskedPositions: Where to predict, as `sequence · length + position`.
    ///   - maskedLabels: What to predict there.
    ///   - sentenceLabels: 0 or 1 for each sequence, or empty.
    public init(
        length: Int,
        ids: [Int32],
        segments: [Int32],
        lengths: [Int32],
        maskedPositions: [Int32] = [],
        maskedLabels: [Int32] = [],
        sentenceLabels: [Int32] = []
    ) {
        batch = lengths.count
        precondition(batch > 0 && ids.count == batch * length, "ids are batch × length")
        precondition(segments.count == ids.count, "a segment for each id")
        precondition(lengths.allSatisfy { (1...Int32(length)).contains($0) }, "1...length each")
        precondition(maskedPositions.count == maskedLabels.count, "a label for each position")
        precondition(sentenceLabels.isEmpty || sentenceLabels.count == batch, "a label each")
        self.length = length
        self.ids = ids
        self.segments = segments
        self.lengths = lengths
        self.maskedPositions = maskedPositions
        self.maskedLabels = maskedLabels
        self.sentenceLabels = sentenceLabels
    }
}
