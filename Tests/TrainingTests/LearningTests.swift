// Models that learn: losses fall, and the same seeds give the same weights.

import Testing
import Torch
import Training

@Suite(.enabled(if: LibTorch.isAvailable))
struct LearningTests {
    /// Trains a model of width 32 on one batch and returns its losses and its last weights.
    private func train(
        _ family: Architecture.Family,
        steps: Int,
        precision: Precision = .fp32
    ) throws -> (losses: [Double], weights: [[UInt8]]) {
        var architecture = Architecture(
            family: family,
            vocabularySize: 60,
            hiddenSize: 32,
            layers: 2,
            heads: 2
        )
        architecture.hiddenDropout = 0.1
        architecture.attentionDropout = 0.1
        let model = try PretrainingModel(architecture: architecture, seed: 1)
        let optimizer = try Optimizer(parameters: model.parameters)
        let input = FormulaModel.input(length: 24)
        let losses = try (0..<steps).map { step in
            let loss = try model.losses(
                input,
                precision: precision,
                dropoutSeed: UInt64(step)
            ).mean()
            try loss.backward()
            try optimizer.step(rate: 0.02)
            return try loss.item()
        }
        return (losses, try model.parameters.map { try $0.tensor.bytes() })
    }

    @Test(arguments: Architecture.Family.allCases, [Precision.fp32, .bf16])
    func learnsABatchByHeart(family: Architecture.Family, precision: Precision) throws {
        let losses = try train(family, steps: 80, precision: precision).losses
        #expect(losses[0] > 4)
        #expect(losses.suffix(5).reduce(0, +) / 5 < losses[0] / 3)
    }

    @Test func sameSeedsGiveTheSameWeights() throws {
        #expect(try train(.nezha, steps: 3).weights == train(.nezha, steps: 3).weights)
    }
}
