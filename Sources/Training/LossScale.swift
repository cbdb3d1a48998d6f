// The factor that keeps half-precision gradients from vanishing or overflowing.

import Torch

/// Dynamic loss scaling, with PyTorch's constants.
///
/// This is Micikevicius et al. 2018, section 3.2. The loss is multiplied by the factor before the gradients are computed, which are then divided
/// by it. An update whose gradients overflow is skipped and halves the factor; 2,000 good ones in
/// a row double it. Other precisions need no factor: it stays 1.
public struct LossScale: Codable, Sendable, Equatable {
    /// The factor.
    public private(set) var factor: Double
    /// Whether the factor adapts to what happens.
    private let isDynamic: Bool
    /// The good updates since the factor last changed.
    private var goodUpdates = 0

    /// The scale at the beginning of a run.
    public init(_ precision: Precision) {
        isDynamic = precision == .fp16
        factor = isDynamic ? 65_536 : 1
    }

    /// Divides the gradients by the factor.
    func unscale(_ parameters: [Parameter]) throws {
        guard factor != 1 else { return }
        try LibTorch.withoutGradients {
            for parameter in parameters {
                if let gradient = try parameter.tensor.gradient() { try gradient *= 1 / factor }
            }
        }
    }

    /// Takes note of whether loss and gradients were finite.
    ///
    /// - Returns: False where they were not and the factor can shrink no more: the run diverged.
    mutating func update(isFinite: Bool) -> Bool {
        guard isDynamic else { return isFinite }
        goodUpdates = isFinite ? goodUpdates + 1 : 0
        if !isFinite { factor /= 2 }
        if goodUpdates == 2000 {
            factor *= 2
            goodUpdates = 0
        }
        return factor >= 1
    }
}
