// Tensors against values worked out by hand.

import Testing
import Torch

@Suite(.enabled(if: LibTorch.isAvailable))
struct TensorTests {
    @Test func roundTripKeepsValues() throws {
        let values: [Float] = [1, -2, 3.5, 0, 1e-30, .infinity]
        let tensor = try Tensor(values, shape: [2, 3])
        #expect(tensor.shape == [2, 3])
        #expect(try tensor.array(of: Float.self) == values)
        #expect(try Tensor([Int32(7), -1]).array(of: Int64.self) == [7, -1])
        #expect(try tensor.narrow(1, start: 1, length: 1).array(of: Float.self) == [-2, 1e-30])
    }

    @Test func gradientOfALinearLayer() throws {
        let weight = try Tensor([Float(1), 2, 3, 4], shape: [2, 2])
        try weight.requireGradient()
        let input = try Tensor([Float(5), 7], shape: [1, 2])
        let loss = try input.linear(weight: weight, bias: nil).sum()
        #expect(try loss.item() == 5 + 14 + 15 + 28)
        try loss.backward()
        #expect(try weight.gradient()?.array(of: Float.self) == [5, 7, 5, 7])
        try loss.clearGradient()
        try weight.clearGradient()
        #expect(try weight.gradient() == nil)
    }

    @Test func nothingIsRecordedWithoutGradients() throws {
        let weight = try Tensor([Float(1)])
        try weight.requireGradient()
        let product = try LibTorch.withoutGradients { try weight * 2 }
        #expect(throws: TorchError.self) { try product.sum().backward() }
        try LibTorch.withoutGradients { try weight.add(try Tensor([Float(2)]), factor: 3) }
        #expect(try weight.item() == 7)
    }

    @Test func dropoutFollowsItsSeed() throws {
        let ones = try Tensor.full(1, shape: [1000])
        func drawn(_ seed: UInt64) throws -> [Float] {
            try ones.dropout(0.5, seed: seed).array(of: Float.self)
        }
        #expect(try drawn(1) == drawn(1))
        #expect(try drawn(1) != drawn(2))
        #expect(try Set(drawn(3)) == [0, 2])
    }

    @Test func normalDependsOnItsSeedOnly() throws {
        let first = try Tensor.normal(shape: [4, 8], deviation: 0.02, seed: 9)
        let second = try Tensor.normal(shape: [4, 8], deviation: 0.02, seed: 9)
        #expect(try first.array(of: Float.self) == second.array(of: Float.self))
    }

    @Test func crossEntropySkipsRowsWithoutTarget() throws {
        let logits = try Tensor([Float](repeating: 0, count: 8), shape: [2, 4])
        let loss = try logits.crossEntropy(Tensor([Int64(3), -100])).item()
        #expect(abs(loss - 1.386294) < 1e-5)
    }

    @Test func libtorchExplainsWhatDoesNotFit() throws {
        let error = #expect(throws: TorchError.self) {
            try Tensor([Float(1), 2]) + Tensor([Float(1), 2, 3])
        }
        #expect(error?.code == .operation)
        #expect(error?.message.isEmpty == false)
    }
}
