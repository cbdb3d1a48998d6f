// Attention and dropout: gradients against finite differences, and what is dropped.

import Testing
import Torch

@Suite(.enabled(if: LibTorch.isAvailable))
struct AttentionTests {
    /// Weighted sums of the outputs of a small attention, so that every output has a gradient.
    private func loss(_ inputs: [Tensor], relative: Bool, dropout: Double) throws -> Tensor {
        let output = try inputs[0].attention(
            key: inputs[1],
            value: inputs[2],
            heads: 2,
            distances: relative ? Tensor.normal(shape: [7, 4], deviation: 1, seed: 8) : nil,
            lengths: Tensor([Int32(6), 9]),
            dropout: dropout,
            seed: 5
        )
        return try (output * Tensor.normal(shape: output.shape, deviation: 1, seed: 9)).sum()
    }

    /// Nine pieces and distances up to three: every query sees clipped ones and others.
    @Test(arguments: [true, false], [0, 0.3])
    func gradientsAreThoseOfTheOutput(relative: Bool, dropout: Double) throws {
        let inputs = try (0..<3).map { place in
            let tensor = try Tensor.normal(shape: [2, 9, 8], deviation: 1, seed: UInt64(place))
            try tensor.requireGradient()
            return tensor
        }
        try loss(inputs, relative: relative, dropout: dropout).backward()
        for place in 0..<3 {
            let gradient = try #require(try inputs[place].gradient())
            let direction = try Tensor.normal(shape: [2, 9, 8], deviation: 1, seed: 20)
            let expected = try (gradient * direction).sum().item()
            let step = 1e-2
            let values = try [step, -step].map { step in
                var moved = inputs
                moved[place] = try inputs[place] + direction * step
                return try loss(moved, relative: relative, dropout: dropout).item()
            }
            let measured = (values[0] - values[1]) / (2 * step)
            #expect(abs(measured - expected) < 0.01 * abs(expected) + 0.01, "input \(place)")
        }
    }

    @Test func dropoutDropsItsShareAndKeepsTheMean() throws {
        let ones = try Tensor.full(1, shape: [100_001])
        let left = try ones.dropout(0.1, seed: 3).array(of: Float.self)
        let dropped = left.filter { $0 == 0 }.count
        // Five standard deviations of the binomial distribution.
        #expect(abs(Double(dropped) - 10_000) < 5 * (100_001 * 0.1 * 0.9).squareRoot())
        #expect(left.allSatisfy { $0 == 0 || abs($0 - 1 / 0.9) < 1e-6 })
    }

    @Test func droppedElementsHaveNoGradient() throws {
        let input = try Tensor.full(1, shape: [64])
        try input.requireGradient()
        let output = try input.dropout(0.5, seed: 1)
        try output.sum().backward()
        let gradient = try #require(try input.gradient())
        #expect(try gradient.array(of: Float.self) == output.array(of: Float.self))
    }
}
