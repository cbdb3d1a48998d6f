// An encoder with the two heads of pretraining: which piece was masked, and how the sentences lie.

public import Torch

/// A model to be pretrained: NEZHA, ALBERT or BERT with masked-LM and sentence heads.
///
/// ```swift
/// let architecture = try ModelConfiguration(preset: .nezhaTiny)
///     .architecture(vocabularySize: vocabulary.count)
/// let model = try PretrainingModel(architecture: architecture, seed: 1)
/// let losses = try model.losses(input, dropoutSeed: step)
/// try losses.mean().backward()
/// ```
public final class PretrainingModel {
    /// What the model is made of.
    public let architecture: Architecture
    /// Every trained weight, in a fixed order.
    public let parameters: [Parameter]
    /// Where the weights are.
    public let device: Tensor.Device
    private let byName: [String: Tensor]
    private let distances: Tensor?

    /// Makes a model with fresh weights.
    ///
    /// - Parameters:
    ///   - architecture: What to make.
    ///   - seed: The same seed gives the same weights.
    ///   - device: Where the weights are kept.
    /// - Throws: `TorchError`, or `TrainingError` where sizes do not fit together.
    public init(architecture: Architecture, seed: UInt64, device: Tensor.Device = .cpu) throws {
        try architecture.validate()
        var seeds = RandomSeeds(seed: seed)
        self.architecture = architecture
        self.device = device
        parameters = try architecture.parameterShapes.map {
            try Parameter(
                $0,
                deviation: architecture.initializerRange,
                seed: seeds.next(),
                device: device
            )
        }
        byName = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor) })
        distances =
            architecture.family != .nezha
            ? nil
            : try RelativePositions.table(
                maximum: architecture.maximumRelativePosition,
                headSize: architecture.headSize
            ).to(device)
    }

    /// The losses of a batch.
    ///
    /// - Parameters:
    ///   - input: The batch.
    ///   - precision: The type that matrices are multiplied in.
    ///   - dropoutSeed: What the dropped values derive from, one for each batch of a run; nil
    ///     drops nothing, for evaluation.
    /// - Returns: The sums of both losses, still in the graph of gradients.
    /// - Throws: `TorchError`, or `TrainingError` for an input the model cannot take.
    public func losses(
        _ input: ModelInput,
        precision: Precision = .fp32,
        dropoutSeed: UInt64? = nil
    ) throws -> PretrainingLosses {
        let logits = try logits(input, precision: precision, dropoutSeed: dropoutSeed)
        return try PretrainingLosses(logits: logits, input: input, device: device)
    }

    /// What the heads answer.
    ///
    /// - Parameters:
    ///   - input: The batch; its labels are not read.
    ///   - precision: The type that matrices are multiplied in.
    ///   - dropoutSeed: As in `losses`.
    /// - Returns: Single-precision scores.
    /// - Throws: `TorchError`, or `TrainingError` for an input the model cannot take.
    public func logits(
        _ input: ModelInput,
        precision: Precision = .fp32,
        dropoutSeed: UInt64? = nil
    ) throws -> PretrainingLogits {
        try check(input, precision: precision)
        var encoder = try Encoder(
            architecture: architecture,
            parameters: byName,
            computeType: precision.dataType,
            distances: distances,
            dropoutSeed: dropoutSeed,
            device: device
        )
        let hidden = try encoder.hiddenStates(input)
        return PretrainingLogits(
            maskedLM: input.maskedPositions.isEmpty
                ? nil : try maskedLM(hidden, at: input.maskedPositions, &encoder),
            sentence: try sentence(hidden, encoder)
        )
    }

    /// Scores of every piece at the masked places only, [masked, V]: all T places would cost more
    /// than the encoder of a small model.
    private func maskedLM(
        _ hidden: Tensor,
        at positions: [Int32],
        _ encoder: inout Encoder
    ) throws -> Tensor {
        let names = encoder.names
        let gathered = try hidden.reshape(-1, architecture.hiddenSize)
            .indexSelect(0, Tensor(positions).to(device))
        let transformed = try encoder.norm(
            encoder.activation(encoder.linear(gathered, names.headTransform)),
            names.headNorm
        )
        return try transformed.linear(
            weight: encoder.matrix(names.wordEmbeddings),
            bias: encoder.matrix(names.headBias)
        ).to(.float32)
    }

    /// Scores of the two answers to the sentence question from the first piece, [B, 2], in fp32.
    private func sentence(_ hidden: Tensor, _ encoder: Encoder) throws -> Tensor {
        let names = encoder.names
        func linear(_ input: Tensor, _ name: String) throws -> Tensor {
            try input.linear(
                weight: encoder.parameter("\(name).weight"),
                bias: encoder.parameter("\(name).bias")
            )
        }
        let first = try hidden.narrow(1, start: 0, length: 1)
            .reshape(-1, architecture.hiddenSize).to(.float32)
        return try linear(linear(first, names.pooler).tanh(), names.sentenceHead)
    }

    private func check(_ input: ModelInput, precision: Precision) throws {
        guard precision != .fp16 || device == .cuda else {
            throw TrainingError(
                .configuration,
                "precision fp16 needs device cuda; use bf16 or fp32"
            )
        }
        guard input.length <= architecture.maximumPositions else {
            throw TrainingError(
                .input,
                "an input of length \(input.length) is longer than the model's "
                    + "\(architecture.maximumPositions) positions"
            )
        }
        let pieces = 0..<Int32(architecture.vocabularySize)
        guard (input.ids + input.maskedLabels).allSatisfy(pieces.contains) else {
            throw TrainingError(
                .input,
                "an id outside the model's vocabulary of \(pieces.count) pieces"
            )
        }
    }
}

extension Precision {
    var dataType: Tensor.DataType {
        switch self {
        case .fp32: .float32
        case .bf16: .bfloat16
        case .fp16: .float16
        }
    }
}
