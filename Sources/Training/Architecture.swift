// The complete description of a model: what a checkpoint stores and config.json says.

/// The nonlinearity of the feed-forward layer and the masked-LM head, by its name in config.json.
public enum Activation: String, Codable, CaseIterable, Sendable {
    /// The exact Gaussian error linear unit.
    case gelu
    /// Its tanh approximation, which Google's code calls gelu.
    case geluNew = "gelu_new"
    /// Rectified linear unit.
    case relu
}

/// One encoder for three models, which differ in three switches: how positions enter, how many
/// layers share weights, and how wide the embeddings are.
public struct Architecture: Codable, Sendable, Equatable {
    /// The model whose names and switches are used.
    public enum Family: String, Codable, CaseIterable, Sendable {
        /// Functional relative positions in every attention (Wei et al. 2019, section 3.1).
        case nezha
        /// Absolute positions, narrow embeddings, shared layers (Lan et al. 2019).
        case albert
        /// Absolute positions (Devlin et al. 2018).
        case bert
    }

    /// The model whose names and switches are used.
    public var family: Family
    /// Number of pieces.
    public var vocabularySize: Int
    /// Width of the embeddings; the hidden size unless the family is ALBERT.
    public var embeddingSize: Int
    /// Width of the hidden states.
    public var hiddenSize: Int
    /// Number of blocks that a token passes.
    public var layers: Int
    /// Number of groups of layers that share their weights; `layers` unless the family is ALBERT.
    public var layerGroups: Int
    /// Number of attention heads.
    public var heads: Int
    /// Width of the feed-forward layer.
    public var intermediateSize: Int
    /// Nonlinearity of the feed-forward layer and the masked-LM head.
    public var activation: Activation
    /// Share of hidden values dropped in training.
    public var hiddenDropout: Double
    /// Share of attention weights dropped in training.
    public var attentionDropout: Double
    /// Longest input.
    public var maximumPositions: Int
    /// Distance from which on NEZHA's relative positions are alike.
    public var maximumRelativePosition = 64
    /// Number of segments an input may have.
    public var segments = 2
    /// Standard deviation of the initial weights.
    public var initializerRange = 0.02
    /// What layer normalisation adds to the variance.
    public var layerNormEpsilon = 1e-12

    /// A member of a family with the values its authors published.
    ///
    /// - Parameters:
    ///   - family: The model whose names and switches are used.
    ///   - vocabularySize: Number of pieces.
    ///   - hiddenSize: Width of the hidden states.
    ///   - layers: Number of blocks that a token passes.
    ///   - heads: Number of attention heads.
    public init(family: Family, vocabularySize: Int, hiddenSize: Int, layers: Int, heads: Int) {
        let isALBERT = family == .albert
        self.family = family
        self.vocabularySize = vocabularySize
        self.embeddingSize = isALBERT ? 128 : hiddenSize
        self.hiddenSize = hiddenSize
        self.layers = layers
        self.layerGroups = isALBERT ? 1 : layers
        self.heads = heads
        self.intermediateSize = 4 * hiddenSize
        self.activation = isALBERT ? .geluNew : .gelu
        self.hiddenDropout = isALBERT ? 0 : 0.1
        self.attentionDropout = isALBERT ? 0 : 0.1
        self.maximumPositions = 512
    }

    /// Width of one attention head.
    public var headSize: Int { hiddenSize / heads }

    /// The group whose weights a layer uses (Google's rule, in integers).
    public func group(ofLayer layer: Int) -> Int { layer * layerGroups / layers }

    /// Checks that the sizes fit together.
    func validate() throws {
        func require(_ holds: Bool, _ message: String) throws {
            guard holds else { throw TrainingError(.configuration, "model: \(message)") }
        }
        let sizes = [
            vocabularySize, embeddingSize, hiddenSize, layers, layerGroups, heads,
            intermediateSize, maximumPositions, maximumRelativePosition, segments,
        ]
        try require(sizes.allSatisfy { $0 > 0 }, "every size is at least 1")
        try require(
            hiddenSize % heads == 0,
            "hiddenSize \(hiddenSize) is not a multiple of heads \(heads)"
        )
        try require(
            family != .nezha || headSize % 2 == 0,
            "NEZHA's sinusoids need an even head size, not \(hiddenSize) / \(heads)"
        )
        try require(
            family == .albert || embeddingSize == hiddenSize,
            "embeddingSize other than hiddenSize is for ALBERT only"
        )
        try require(
            family == .albert ? layerGroups <= layers : layerGroups == layers,
            family == .albert
                ? "layerGroups \(layerGroups) is more than layers \(layers)"
                : "layerGroups other than layers is for ALBERT only"
        )
        try require(
            [hiddenDropout, attentionDropout].allSatisfy { (0..<1).contains($0) },
            "a dropout lies in 0..<1"
        )
    }
}
