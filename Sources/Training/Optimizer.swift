// Turns gradients into new weights: what LAMB and AdamW share, and the state a checkpoint keeps.

import Foundation
import Torch

/// LAMB or AdamW over a model's parameters.
///
/// The moments are single precision and belong to the parameters by name.
public final class Optimizer {
    /// Which rule, with which numbers; the defaults are those ALBERT was trained with.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The rule.
        public enum Name: String, Codable, CaseIterable, Sendable {
            /// Layer-wise adaptive moments (You et al. 2019).
            case lamb
            /// Adam with decoupled weight decay (Loshchilov and Hutter 2017).
            case adamw
        }

        /// The published forms of LAMB, which differ in their results.
        public enum Variant: String, Codable, CaseIterable, Sendable {
            /// ALBERT's: no bias correction; a ratio of 1 for biases and normalisation.
            case google
            /// NVIDIA's: bias correction; a trust ratio for every tensor.
            case nvlamb
            /// NEZHA's: bias correction; a ratio of at most 10 from another quotient than the step.
            case huawei
        }

        /// The rule.
        public var name = Name.lamb
        /// The form of LAMB.
        public var variant = Variant.google
        /// The highest learning rate of the schedule.
        public var rate = 0.00176
        /// Weight decay, of all but biases and normalisation.
        public var weightDecay = 0.01
        /// Decay of the mean of the gradients.
        public var beta1 = 0.9
        /// Decay of the mean of their squares.
        public var beta2 = 0.999
        /// Added to the root of that mean.
        public var epsilon = 1e-6
        /// The norm over all gradients is scaled down to this.
        public var maximumGradientNorm = 1.0

        /// The defaults.
        public init() {}

        /// Reads a section in which every key may be missing.
        ///
        /// - Parameter decoder: The section.
        /// - Throws: The decoder's error.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
                value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
            }
            try read(.name, &name)
            try read(.variant, &variant)
            try read(.rate, &rate)
            try read(.weightDecay, &weightDecay)
            try read(.beta1, &beta1)
            try read(.beta2, &beta2)
            try read(.epsilon, &epsilon)
            try read(.maximumGradientNorm, &maximumGradientNorm)
        }
    }

    /// A parameter with the running means of its gradient and of its square.
    struct Slot {
        let parameter: Parameter
        let mean: Tensor
        let square: Tensor
        /// Biases and normalisation have no weight decay.
        let decays: Bool
    }

    /// Which rule, with which numbers.
    public let configuration: Configuration
    /// How many updates were made.
    public private(set) var stepCount = 0
    private let slots: [Slot]

    /// An optimizer whose moments are zero.
    ///
    /// - Parameters:
    ///   - parameters: What to update.
    ///   - configuration: Which rule, with which numbers.
    /// - Throws: `TorchError`.
    public init(parameters: [Parameter], configuration: Configuration = Configuration()) throws {
        self.configuration = configuration
        // Google's list, by which ALBERT and NEZHA were trained.
        let excluded = ["LayerNorm", "layer_norm", "bias"]
        slots = try parameters.map { parameter in
            let zeros = { try Tensor.full(0, shape: parameter.tensor.shape) }
            return Slot(
                parameter: parameter,
                mean: try zeros().to(parameter.tensor.device),
                square: try zeros().to(parameter.tensor.device),
                decays: !excluded.contains { parameter.name.contains($0) }
            )
        }
    }

    /// Updates every parameter from its gradient, and forgets the gradients.
    ///
    /// Where the norm is not a number or infinite, no weight and no moment changes and the step is
    /// not counted.
    ///
    /// - Parameter rate: The learning rate of this step.
    /// - Returns: The norm over all gradients, before it is scaled down.
    /// - Throws: `TorchError`.
    @discardableResult
    public func step(rate: Double) throws -> Double {
        try LibTorch.withoutGradients {
            let gradients = try slots.map { try $0.parameter.tensor.gradient() }
            let norms = try gradients.compactMap { try $0?.norm().item() }
            let norm = norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if norm.isFinite {
                stepCount += 1
                let limit = configuration.maximumGradientNorm
                for (slot, gradient) in zip(slots, gradients) {
                    guard let gradient else { continue }
                    if norm > limit { try gradient *= limit / norm }
                    try update(slot, gradient, rate: rate)
                }
            }
            for slot in slots { try slot.parameter.tensor.clearGradient() }
            return norm
        }
    }

    private func update(_ slot: Slot, _ gradient: Tensor, rate: Double) throws {
        let (beta1, beta2) = (configuration.beta1, configuration.beta2)
        try slot.mean *= beta1
        try slot.mean.add(gradient, factor: 1 - beta1)
        try slot.square *= beta2
        try slot.square.add(product: gradient, gradient, factor: 1 - beta2)
        let change =
            switch configuration.name {
            case .lamb: try lambUpdate(slot, gradient)
            case .adamw: try adamUpdate(slot)
            }
        try slot.parameter.tensor.add(change.direction, factor: -rate * change.ratio)
    }

    /// The moments without their bias towards the zeros they start from.
    func correctedMoments(_ slot: Slot) throws -> (mean: Tensor, square: Tensor) {
        func correction(_ beta: Double) -> Double { 1 / (1 - pow(beta, Double(stepCount))) }
        return (
            try slot.mean * correction(configuration.beta1),
            try slot.square * correction(configuration.beta2)
        )
    }
}

/// The state a checkpoint keeps.
extension Optimizer {
    private var moments: [String: Tensor] {
        Dictionary(
            uniqueKeysWithValues: slots.flatMap {
                [("m." + $0.parameter.name, $0.mean), ("v." + $0.parameter.name, $0.square)]
            }
        )
    }

    private var metadata: [String: String] {
        [
            "format": "pt", "optimizer": configuration.name.rawValue,
            "variant": configuration.variant.rawValue, "step": String(stepCount),
        ]
    }

    /// Writes both moments of every parameter and the number of steps.
    ///
    /// - Parameter path: The file, which is replaced.
    /// - Throws: `TorchError`, or Foundation's error where the file cannot be written.
    public func save(to path: String) throws {
        try SafeTensors.write(moments, metadata: metadata, to: path)
    }

    /// Goes on from a stored state.
    ///
    /// - Parameter path: A file of `save`.
    /// - Throws: `TrainingError` where the state is that of another rule or another model,
    ///   `TorchError` where the file is damaged. Then nothing has changed.
    public func load(from path: String) throws {
        let file = try SafeTensors(contentsOf: path)
        func refuse(_ message: String) -> TrainingError {
            TrainingError(.checkpoint, message, location: path)
        }
        for key in ["optimizer", "variant"] where file.metadata[key] != metadata[key] {
            throw refuse(
                "the state of \(key) \(file.metadata[key] ?? "unknown"), expected "
                    + (metadata[key] ?? "")
            )
        }
        guard let step = file.metadata["step"].flatMap({ Int($0) }), step >= 0 else {
            throw refuse("says no number of steps")
        }
        let moments = moments
        guard file.names == moments.keys.sorted() else {
            throw refuse("holds the state of another model's parameters")
        }
        let stored = try moments.map { name, moment in
            guard let tensor = try file.tensor(name), tensor.shape == moment.shape else {
                throw refuse("\(name) has another shape than \(moment.shape)")
            }
            return (moment, tensor)
        }
        try LibTorch.withoutGradients {
            for (moment, tensor) in stored { try moment.assign(tensor) }
        }
        stepCount = step
    }
}
