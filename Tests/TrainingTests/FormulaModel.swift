// The small models and batches of Fixtures/make_logits.py, with weights given by a formula.

import Foundation
import Torch
import Training

enum FormulaModel {
    /// Two layers of width 32; every weight is a sine of its index and of its name's place.
    static func make(_ family: Architecture.Family) throws -> PretrainingModel {
        var architecture = Architecture(
            family: family,
            vocabularySize: 60,
            hiddenSize: 32,
            layers: 2,
            heads: 2
        )
        if family == .albert { architecture.embeddingSize = 16 }
        architecture.intermediateSize = 64
        architecture.maximumPositions = 160
        architecture.hiddenDropout = 0
        architecture.attentionDropout = 0
        let model = try PretrainingModel(architecture: architecture, seed: 0)
        try LibTorch.withoutGradients {
            for (place, parameter) in model.parameters.sorted(by: { $0.name < $1.name })
                .enumerated()
            {
                let normalises =
                    parameter.name.hasSuffix("LayerNorm.weight")
                    || parameter.name.hasSuffix("layer_norm.weight")
                let values = (0..<parameter.tensor.count).map { index in
                    Float((normalises ? 1 : 0) + 0.3 * sin(Double(index * index + place)))
                }
                try parameter.tensor.assign(Tensor(values, shape: parameter.tensor.shape))
            }
        }
        return model
    }

    /// Two sequences, the second padded by a third; every third piece is masked.
    static func input(length: Int) -> ModelInput {
        let lengths = [length, length - length / 3]
        var (ids, segments, positions, labels) = ([Int32](), [Int32](), [Int32](), [Int32]())
        for row in 0..<2 {
            for t in 0..<length {
                ids.append(Int32((7 * row + 3 * t) % 59 + 1))
                segments.append(2 * t >= length ? 1 : 0)
                guard t < lengths[row], t % 3 == 0 else { continue }
                positions.append(Int32(row * length + t))
                labels.append(Int32((5 * t + row) % 60))
            }
        }
        return ModelInput(
            length: length,
            ids: ids,
            segments: segments,
            lengths: lengths.map(Int32.init),
            maskedPositions: positions,
            maskedLabels: labels,
            sentenceLabels: [0, 1]
        )
    }
}
