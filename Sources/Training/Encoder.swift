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
    private let relativePositions: RelativePositions?
    /// The matrices that were converted, so that a shared one is converted once.
    private var converted: [String: Tensor] = [:]
    /// Nil outside training, where nothing is dropped.
    private var dropoutSeeds: RandomSeeds?

    init(
        architecture: Architecture,
        parameters: [String: Tensor],
        computeType: Tensor.DataType,
        relativePositions: RelativePositions?,
        dropoutSeed: UInt64?,
        device: Tensor.Device
    ) {
        self.architecture = architecture
        self.parameters = parameters
        self.computeType = computeType
        self.relativePositions = relativePositions
        self.device = device
        names = ParameterNames(family: architecture.family)
        dropoutSeeds = dropoutSeed.map(RandomSeeds.init)
    }

    /// The hidden states of the last layer, [B, T, H] in the compute type.
    mutating func hiddenStates(_ input: ModelInput) throws -> Tensor {
        var hidden = try embeddings(input)
        let mask = try paddingMask(input)
        let distances = try relativePositions?.rows(length: input.length, dataType: computeType)
        for layer in 0..<architecture.layers {
            let block = names.block(group: architecture.group(ofLayer: layer))
            hidden = try self.block(hidden, block, mask: mask, distances: distances)
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

    /// What is added to the scores so that padding gets no attention, [B, 1, 1, T]; nil where
    /// there is no padding.
    private func paddingMask(_ input: ModelInput) throws -> Tensor? {
        guard input.lengths.contains(where: { $0 < input.length }) else { return nil }
        let values = input.lengths.flatMap { length in
            (0..<input.length).map { $0 < length ? 0 : -Float.greatestFiniteMagnitude }
        }
        return try Tensor(values, shape: [input.batch, 1, 1, input.length]).to(device)
    }

    /// Attention and feed-forward, each added to its input and normalised after.
    private mutating func block(
        _ hidden: Tensor,
        _ names: ParameterNames.Block,
        mask: Tensor?,
        distances: Tensor?
    ) throws -> Tensor {
        let context = try attention(hidden, names, mask: mask, distances: distances)
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
        mask: Tensor?,
        distances: Tensor?
    ) throws -> Tensor {
        let (heads, size) = (architecture.heads, architecture.headSize)
        let (batch, length) = (hidden.shape[0], hidden.shape[1])
        func split(_ tensor: Tensor) throws -> Tensor {
            try tensor.reshape(batch, length, heads, size).transpose(1, 2)
        }
        // Scaling the queries scales both the content term and the distance term.
        let query = try split(linear(hidden, names.query) * (1 / Double(size).squareRoot()))
        let key = try split(linear(hidden, names.key))
        let value = try split(linear(hidden, names.value))

        var scores = try query.matmul(key.transpose(-2, -1))
        if let distances {
            scores = try scores + RelativePositions.scores(query: query, rows: distances)
        }
        if let mask { scores = try scores + mask }
        let weights = try dropout(scores.softmax(-1), architecture.attentionDropout)
            .to(computeType)
        var context = try weights.matmul(value)
        if let distances {
            context = try context + RelativePositions.context(weights: weights, rows: distances)
        }
        return try context.transpose(1, 2).reshape(batch, length, heads * size)
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
        try input.layerNorm(
            weight: parameter("\(name).weight"),
            bias: parameter("\(name).bias"),
            epsilon: architecture.layerNormEpsilon
        )
    }

    func activation(_ input: Tensor) throws -> Tensor {
        switch architecture.activation {
        case .gelu: try input.gelu(tanhForm: false)
        case .geluNew: try input.gelu(tanhForm: true)
        case .relu: try input.relu()
        }
    }

    /// Drops a share of the values in training.
    mutating func dropout(_ input: Tensor, _ share: Double? = nil) throws -> Tensor {
        guard let seed = dropoutSeeds?.next() else { return input }
        return try input.dropout(share ?? architecture.hiddenDropout, seed: seed)
    }
}
