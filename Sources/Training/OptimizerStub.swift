import Torch

public struct OptimizerConfiguration: Codable, Sendable, Equatable {
    public var rate = 0.001
    public init() {}
}
final class Optimizer {
    let parameters: [Parameter]
    let m: [Tensor]
    init(_ configuration: OptimizerConfiguration, parameters: [Parameter]) throws {
        self.parameters = parameters
        m = try parameters.map { try Tensor.full(0, shape: $0.tensor.shape) }
    }
    var moments: [(name: String, tensor: Tensor)] {
        zip(parameters, m).map { ($0.name + ".m", $1) }
    }
    func clearGradients() throws { for p in parameters { try p.tensor.clearGradient() } }
    func gradientNorm() throws -> Double {
        var sum = 0.0
        for p in parameters { if let g = try p.tensor.gradient() { let n = try g.norm().item(); sum += n * n } }
        return sum.squareRoot()
    }
    func update(rate: Double, gradientNorm: Double) throws {
        try LibTorch.withoutGradients {
            for (p, m) in zip(parameters, m) {
                guard let g = try p.tensor.gradient() else { continue }
                try m *= 0.9
                try m.add(g, factor: 1)
                try p.tensor.add(m, factor: -rate)
            }
        }
    }
}
