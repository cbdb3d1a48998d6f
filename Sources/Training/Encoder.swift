// The encoder of NEZHA, ALBERT and BERT: embeddings, then blocks of attention and feed-forward.

import Torch

/// One pass through a model: its weights in the type they are multiplied in, and the numbers of
/// what it drops.
///
/// Shapes: B sequences of T pieces, E the embedding size, H the hidden size, A heads of size
/// d = H / A.
struct Encoder {
    let architecture: Architecture
    let names: ParameterNames
    let computeType: Tensor.DataType
    private let device: Tensor.Device
    private let parameters: [String: Tensor]
    /// NEZHA's table, [2M + 1, d]; nil for the families with absolute positions.
    private let distances: Tensor?
    /// The matrices that were converted, so that a shared one is converted once.
    private var converted: [String: Tensor] = [:]
    /// Nil outside training, where nothing is dropped.
    private var dropoutSeeds: RandomSeeds?

    init(
        architecture: Architecture,
        parameters: [String: Tensor],
        computeType: Tensor.DataType,
        distances: Tensor?,
        dropoutSeed: UInt64?,
        device: Tensor.Device
    ) throws {
        self.architecture = architecture
        self.parameters = parameters
        self.computeType = computeType
        self.distances = try distances?.to(computeType)
        self.device = device
        names = ParameterNames(family: architecture.family)
        dropoutSeeds = dropoutSeed.map(RandomSeeds.init)
    }

    /// The hidden states of the last layer, [B, T, H] in the compute type.
    mutating func hiddenStates(_ input: ModelInput) throws -> Tensor {
        var hidden = try embeddings(input)
        let hasPadding = input.lengths.contains { $0 < input.length }
        let lengths = hasPadding ? try Tensor(input.lengths).to(device) : nil
        for layer in 0..<architecture.layers {
            let block = names.block(group: architecture.group(ofLayer: layer))
            hidden = try self.block(hidden, block, lengths: lengths)
        }
        return hidden
    }

    /// Pieces and segments, and where the family has them positions: [B, T, H].
    private mutating func embeddings(_ input: ModelInput) throws -> Tensor {
        let shape = [input.batch, input.length]
        var sum = try Tensor.embedding(
            weight: parameter(names.wordEmbeddings),
            indices: Tensor(input.ids, shape: shape).to(device)
        )
        if architecture.family != .nezha {
            let positions = try parameter(names.positionEmbeddings)
            sum = try sum + positions.narrow(0, start: 0, length: input.length)
        }
        sum =
            try sum
            + Tensor.embedding(
                weight: parameter(names.segmentEmbeddings),
                indices: Tensor(input.segments, shape: shape).to(device)
            )
        let normalised = try dropout(norm(sum, names.embeddingNorm).to(computeType))
        guard architecture.family == .albert else { return normalised }
        return try linear(normalised, names.embeddingProjection)
    }

    /// Attention and feed-forward, each added to its input and normalised after.
    private mutating func block(
        _ hidden: Tensor,
        _ names: ParameterNames.Block,
        lengths: Tensor?
    ) throws -> Tensor {
        let context = try attention(hidden, names, lengths: lengths)
        let attended = try norm(
            hidden + dropout(linear(context, names.attentionOutput)),
            names.attentionNorm
        )
        let inner = try activation(linear(attended, names.intermediate))
        return try norm(attended + dropout(linear(inner, names.output)), names.outputNorm)
    }

    /// Multi-head self-attention before its output projection, [B, T, H].
    private mutating func attention(
        _ hidden: Tensor,
        _ names: ParameterNames.Block,
        lengths: Tensor?
    ) throws -> Tensor {
        try linear(hidden, names.query).attention(
            key: linear(hidden, names.key),
            value: linear(hidden, names.value),
            heads: architecture.heads,
            distances: distances,
            lengths: lengths,
            dropout: dropoutSeeds == nil ? 0 : architecture.attentionDropout,
            seed: dropoutSeeds?.next() ?? 0
        )
    }
}

/// The layers, by the names of their parameters.
extension Encoder {
    /// A weight in single precision.
    func parameter(_ name: String) throws -> Tensor {
        guard let tensor = parameters[name] else {
            throw TrainingError(.checkpoint, "the model has no parameter \(name)")
        }
        return tensor
    }

    /// A weight in the type matrices are multiplied in.
    mutating func matrix(_ name: String) throws -> Tensor {
        if let tensor = converted[name] { return tensor }
        let tensor = try parameter(name).to(computeType)
        converted[name] = tensor
        return tensor
    }

    mutating func linear(_ input: Tensor, _ name: String) throws -> Tensor {
        try input.linear(weight: matrix("\(name).weight"), bias: matrix("\(name).bias"))
    }

    /// Statistics in single precision, the result in the input's type.
    func norm(_ input: Tensor, _ name: String) throws -> Tensor {
        // Only the CPU's kernel takes an input narrower than its weights.
        let wide = device == .cuda ? try input.to(.float32) : input
        return try wide.layerNorm(
            weight: parameter("\(name).weight"),
            bias: parameter("\(name).bias"),
            epsilon: architecture.layerNormEpsilon
        ).to(input.dataType)
    }

    func activation(_ input: Tensor) throws -> Tensor {
        switch architecture.activation {
        case .gelu: try input.gelu(tanhForm: false)
        case .geluNew: try input.gelu(tanhForm: true)
        case .relu: try input.relu()
        }
    }

    /// Drops a share of the values in training.
    mutating func dropout(_ input: Tensor) throws -> Tensor {
        guard let seed = dropoutSeeds?.next() else { return input }
        return try input.dropout(architecture.hiddenDropout, seed: seed)
    }
}
