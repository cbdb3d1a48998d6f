// Which model to make: a preset by its published name, and what to change in it.

/// The `model` section of a pipeline: a preset and the sizes that differ from it.
public struct ModelConfiguration: Codable, Sendable, Equatable {
    /// A model of the literature by name.
    public enum Preset: String, Codable, CaseIterable, Sendable {
        case nezhaTiny = "nezha-tiny"
        case nezhaSmall = "nezha-small"
        case nezhaBase = "nezha-base"
        case nezhaLarge = "nezha-large"
        case albertTiny = "albert-tiny"
        case albertSmall = "albert-small"
        case albertBase = "albert-base"
        case albertLarge = "albert-large"
        case albertXlarge = "albert-xlarge"
        case albertXxlarge = "albert-xxlarge"
        case bertTiny = "bert-tiny"
        case bertBase = "bert-base"
    }

    /// The values that replace the preset's; those left out stay as they are.
    public struct Overrides: Codable, Sendable, Equatable {
        /// Width of the embeddings, before the projection to the hidden size (ALBERT only).
        public var embeddingSize: Int?
        /// Width of the hidden states.
        public var hiddenSize: Int?
        /// Number of blocks that a token passes.
        public var layers: Int?
        /// Number of groups of layers that share their weights (ALBERT only).
        public var layerGroups: Int?
        /// Number of attention heads.
        public var heads: Int?
        /// Width of the feed-forward layer.
        public var intermediateSize: Int?
        /// Nonlinearity of the feed-forward layer and the masked-LM head.
        public var activation: Activation?
        /// Share of hidden values dropped in training.
        public var hiddenDropout: Double?
        /// Share of attention weights dropped in training.
        public var attentionDropout: Double?
        /// Longest input.
        public var maximumPositions: Int?
        /// Distance from which on NEZHA's relative positions are alike.
        public var maximumRelativePosition: Int?

        /// No changes.
        public init() {}
    }

    /// The model to start from.
    public var preset: Preset
    /// What differs from it.
    public var overrides: Overrides

    /// A preset with changes.
    ///
    /// - Parameters:
    ///   - preset: The model to start from.
    ///   - overrides: What differs from it.
    public init(preset: Preset = .nezhaTiny, overrides: Overrides = Overrides()) {
        self.preset = preset
        self.overrides = overrides
    }

    /// Reads a section in which both keys may be missing.
    ///
    /// - Parameter decoder: The section.
    /// - Throws: The decoder's error.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = Self()
        preset = try values.decodeIfPresent(Preset.self, forKey: .preset) ?? defaults.preset
        overrides =
            try values.decodeIfPresent(Overrides.self, forKey: .overrides) ?? defaults.overrides
    }

    /// The complete description of the model for a vocabulary.
    ///
    /// - Parameter vocabularySize: The number of pieces.
    /// - Returns: A description that has been checked.
    /// - Throws: `TrainingError` where sizes do not fit together.
    public func architecture(vocabularySize: Int) throws -> Architecture {
        var model = preset.architecture(vocabularySize: vocabularySize)
        func set<Value>(_ path: WritableKeyPath<Architecture, Value>, _ value: Value?) {
            if let value { model[keyPath: path] = value }
        }
        set(\.hiddenSize, overrides.hiddenSize)
        set(\.layers, overrides.layers)
        set(\.heads, overrides.heads)
        set(\.intermediateSize, overrides.intermediateSize)
        set(\.activation, overrides.activation)
        set(\.hiddenDropout, overrides.hiddenDropout)
        set(\.attentionDropout, overrides.attentionDropout)
        set(\.maximumPositions, overrides.maximumPositions)
        set(\.maximumRelativePosition, overrides.maximumRelativePosition)
        if model.family != .albert {
            model.embeddingSize = model.hiddenSize
            model.layerGroups = model.layers
        }
        set(\.embeddingSize, overrides.embeddingSize)
        set(\.layerGroups, overrides.layerGroups)
        try model.validate()
        return model
    }
}

extension ModelConfiguration.Preset {
    /// The sizes its authors published.
    ///
    /// BERT: Devlin et al. 2018, the tiny and small ones Turc et al. 2019; NEZHA: Wei et al. 2019;
    /// ALBERT, version 2: Lan et al. 2019, the tiny and small ones albert_zh's.
    fileprivate func architecture(vocabularySize: Int) -> Architecture {
        func model(
            _ family: Architecture.Family,
            hidden: Int,
            layers: Int,
            heads: Int
        ) -> Architecture {
            Architecture(
                family: family,
                vocabularySize: vocabularySize,
                hiddenSize: hidden,
                layers: layers,
                heads: heads
            )
        }
        return switch self {
        case .nezhaTiny: model(.nezha, hidden: 128, layers: 2, heads: 2)
        case .nezhaSmall: model(.nezha, hidden: 512, layers: 4, heads: 8)
        case .nezhaBase: model(.nezha, hidden: 768, layers: 12, heads: 12)
        case .nezhaLarge: model(.nezha, hidden: 1024, layers: 24, heads: 16)
        case .albertTiny: model(.albert, hidden: 312, layers: 4, heads: 12)
        case .albertSmall: model(.albert, hidden: 384, layers: 6, heads: 12)
        case .albertBase: model(.albert, hidden: 768, layers: 12, heads: 12)
        case .albertLarge: model(.albert, hidden: 1024, layers: 24, heads: 16)
        case .albertXlarge: model(.albert, hidden: 2048, layers: 24, heads: 16)
        case .albertXxlarge: model(.albert, hidden: 4096, layers: 12, heads: 64)
        case .bertTiny: model(.bert, hidden: 128, layers: 2, heads: 2)
        case .bertBase: model(.bert, hidden: 768, layers: 12, heads: 12)
        }
    }
}
