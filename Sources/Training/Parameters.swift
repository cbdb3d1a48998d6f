// A model's parameters: their shapes from its description, their first values from a seed.

public import Torch

/// A weight that is trained, under its name in Hugging Face's state dictionary.
public struct Parameter {
    /// The name, unique in the model.
    public let name: String
    /// The values: single precision, a leaf of the graph of gradients.
    public let tensor: Tensor

    /// A weight under its name.
    ///
    /// - Parameters:
    ///   - name: Unique in the model.
    ///   - tensor: A single-precision leaf that requires a gradient.
    public init(name: String, tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}

/// A parameter before it has values.
struct ParameterShape {
    enum Initial { case normal, zeros, ones }

    let name: String
    let shape: [Int]
    let initial: Initial
}

extension Architecture {
    /// Every parameter in a fixed order; the decoder's matrix is the word embeddings'.
    var parameterShapes: [ParameterShape] {
        let names = ParameterNames(family: family)
        var shapes: [ParameterShape] = []
        func weight(_ name: String, _ shape: [Int], _ initial: ParameterShape.Initial = .normal) {
            shapes.append(ParameterShape(name: name, shape: shape, initial: initial))
        }
        func linear(_ name: String, from inputs: Int, to outputs: Int) {
            weight("\(name).weight", [outputs, inputs])
            weight("\(name).bias", [outputs], .zeros)
        }
        func norm(_ name: String, _ size: Int) {
            weight("\(name).weight", [size], .ones)
            weight("\(name).bias", [size], .zeros)
        }

        weight(names.wordEmbeddings, [vocabularySize, embeddingSize])
        if family != .nezha { weight(names.positionEmbeddings, [maximumPositions, embeddingSize]) }
        weight(names.segmentEmbeddings, [segments, embeddingSize])
        norm(names.embeddingNorm, embeddingSize)
        if family == .albert {
            linear(names.embeddingProjection, from: embeddingSize, to: hiddenSize)
        }
        for group in 0..<layerGroups {
            let block = names.block(group: group)
            for projection in [block.query, block.key, block.value, block.attentionOutput] {
                linear(projection, from: hiddenSize, to: hiddenSize)
            }
            norm(block.attentionNorm, hiddenSize)
            linear(block.intermediate, from: hiddenSize, to: intermediateSize)
            linear(block.output, from: intermediateSize, to: hiddenSize)
            norm(block.outputNorm, hiddenSize)
        }
        linear(names.pooler, from: hiddenSize, to: hiddenSize)
        linear(names.headTransform, from: hiddenSize, to: embeddingSize)
        norm(names.headNorm, embeddingSize)
        weight(names.headBias, [vocabularySize], .zeros)
        linear(names.sentenceHead, from: hiddenSize, to: 2)
        return shapes
    }

    /// The number of trained values, heads included.
    public var parameterCount: Int {
        parameterShapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
}

extension Parameter {
    /// First values as BERT sets them: normal weights, zero biases, unit normalisation.
    init(_ shape: ParameterShape, deviation: Double, seed: UInt64, device: Tensor.Device) throws {
        let values: Tensor =
            switch shape.initial {
            case .normal: try .normal(shape: shape.shape, deviation: deviation, seed: seed)
            case .zeros: try .full(0, shape: shape.shape)
            case .ones: try .full(1, shape: shape.shape)
            }
        name = shape.name
        tensor = try values.to(device)
        try tensor.requireGradient()
    }
}
