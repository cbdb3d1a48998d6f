// The update rules: LAMB in the three forms that were published, and AdamW.

import Torch

extension Optimizer {
    /// The change of a parameter is `-rate · ratio · direction`.
    typealias Change = (direction: Tensor, ratio: Double)

    /// Adam's step with decoupled weight decay (Loshchilov and Hutter 2017, algorithm 2).
    func adamUpdate(_ slot: Slot) throws -> Change {
        let moments = try correctedMoments(slot)
        return (try direction(slot, moments.mean, moments.square), 1)
    }

    /// LAMB's step: Adam's direction, made as long as the weights themselves.
    ///
    /// This is You et al. 2019, algorithm 2, as three implementations have it.
    func lambUpdate(_ slot: Slot, _ gradient: Tensor) throws -> Change {
        let weights = slot.parameter.tensor
        switch configuration.variant {
        case .google:
            let direction = try direction(slot, slot.mean, slot.square)
            guard slot.decays else { return (direction, 1) }
            return (direction, try ratio(weights.norm().item(), direction.norm().item()))
        case .nvlamb:
            let moments = try correctedMoments(slot)
            let direction = try direction(slot, moments.mean, moments.square)
            return (direction, try ratio(weights.norm().item(), direction.norm().item()))
        case .huawei:
            let (mean, square) = try correctedMoments(slot)
            // Here the epsilon is under the root, and everything decays.
            let measured = try mean / (square + configuration.epsilon).squareRoot()
            try measured.add(weights, factor: configuration.weightDecay)
            let trust =
                try gradient.norm().item() > 0
                ? ratio(weights.norm().item(), measured.norm().item()) : 1
            return (try direction(slot, mean, square), min(trust, 10))
        }
    }

    /// `mean / (√square + ε)`, plus the weight decay where there is one.
    private func direction(_ slot: Slot, _ mean: Tensor, _ square: Tensor) throws -> Tensor {
        let direction = try mean / (square.squareRoot() + configuration.epsilon)
        if slot.decays {
            try direction.add(slot.parameter.tensor, factor: configuration.weightDecay)
        }
        return direction
    }

    private func ratio(_ weights: Double, _ direction: Double) -> Double {
        weights > 0 && direction > 0 ? weights / direction : 1
    }
}
