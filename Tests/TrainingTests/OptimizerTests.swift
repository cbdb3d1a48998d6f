// LAMB's three forms and AdamW against their definitions, and the state they keep.

import Foundation
import Testing
import Torch
import Training

@Suite(.enabled(if: LibTorch.isAvailable))
struct OptimizerTests {
    private static let shapes = [
        ("dense.weight", 12, 0.5), ("dense.bias", 4, 0.0), ("LayerNorm.weight", 4, 1.0),
        ("other.weight", 6, 0.0),
    ]

    private static func wave(_ count: Int, _ phase: Int) -> [Double] {
        (0..<count).map { sin(Double($0 * $0 + phase)) }
    }

    private static func parameters() throws -> [Parameter] {
        try shapes.enumerated().map { place, shape in
            let values = wave(shape.1, place).map { Float(shape.2 * (1 + 0.5 * $0)) }
            let tensor = try Tensor(values)
            try tensor.requireGradient()
            return Parameter(name: shape.0, tensor: tensor)
        }
    }

    /// Gives each parameter the gradient of make_updates.py.
    private static func setGradients(_ parameters: [Parameter], step: Int) throws {
        for (place, parameter) in parameters.enumerated() {
            let size = 0.02 + 0.5 * Double(step % 3)
            let values = wave(parameter.tensor.count, 7 * step + place).map { Float(size * $0) }
            try (parameter.tensor * Tensor(values)).sum().backward()
        }
    }

    private static func configuration(_ rule: String) -> Optimizer.Configuration {
        var configuration = Optimizer.Configuration()
        configuration.name = rule == "adamw" ? .adamw : .lamb
        configuration.variant = Optimizer.Configuration.Variant(rawValue: rule) ?? .google
        return configuration
    }

    /// Fixtures/updates.json is made by make_updates.py beside it.
    @Test(arguments: ["google", "nvlamb", "huawei", "adamw"])
    func followsItsDefinition(rule: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/updates.json")
        let golden = try JSONDecoder()
            .decode([String: [String: [Float]]].self, from: Data(contentsOf: path))
        let expected = try #require(golden[rule])

        let parameters = try Self.parameters()
        let optimizer = try Optimizer(
            parameters: parameters,
            configuration: Self.configuration(rule)
        )
        for step in 1...20 {
            try Self.setGradients(parameters, step: step)
            try optimizer.step(rate: 0.05)
        }
        for parameter in parameters {
            let values = try parameter.tensor.array(of: Float.self)
            for (value, wanted) in zip(values, expected[parameter.name] ?? []) {
                #expect(abs(value - wanted) < 2e-5, "\(parameter.name)")
            }
            #expect(expected[parameter.name]?.count == values.count)
        }
    }

    @Test func goesOnFromItsStoredStateBitForBit() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let configuration = Self.configuration("nvlamb")
        let whole = try Self.parameters()
        let optimizer = try Optimizer(parameters: whole, configuration: configuration)
        for step in 1...3 {
            try Self.setGradients(whole, step: step)
            try optimizer.step(rate: 0.05)
        }
        try optimizer.save(to: path)
        let resumed = try Self.parameters()
        try LibTorch.withoutGradients {
            for (copy, original) in zip(resumed, whole) {
                try copy.tensor.assign(original.tensor)
            }
        }
        let second = try Optimizer(parameters: resumed, configuration: configuration)
        try second.load(from: path)
        #expect(second.stepCount == 3)
        for (optimizer, parameters) in [(optimizer, whole), (second, resumed)] {
            try Self.setGradients(parameters, step: 4)
            try optimizer.step(rate: 0.05)
        }
        for (copy, original) in zip(resumed, whole) {
            #expect(try copy.tensor.bytes() == original.tensor.bytes())
        }
        let other = try Optimizer(
            parameters: resumed,
            configuration: Self.configuration("google")
        )
        #expect(throws: TrainingError.self) { try other.load(from: path) }
        let fewer = try Optimizer(
            parameters: Array(resumed.prefix(2)),
            configuration: configuration
        )
        #expect(throws: TrainingError.self) { try fewer.load(from: path) }
    }

    @Test func gradientThatIsNoNumberChangesNothing() throws {
        let parameters = try Self.parameters()
        let before = try parameters.map { try $0.tensor.bytes() }
        let optimizer = try Optimizer(parameters: parameters)
        try (parameters[0].tensor * Double.nan).sum().backward()
        #expect(try optimizer.step(rate: 0.1).isNaN)
        #expect(optimizer.stepCount == 0)
        #expect(try parameters.map { try $0.tensor.bytes() } == before)
        #expect(try parameters[0].tensor.gradient() == nil)
    }
}
