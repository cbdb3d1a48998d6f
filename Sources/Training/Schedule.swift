// The learning rate of each step: linear warm-up, then polynomial decay to zero.

import Foundation

/// The learning rate as google's BERT and ALBERT compute it.
///
/// With base rate r, T steps, W warm-up steps and power p, step s (from 0) has the rate
/// r·s/W below W and r·(1 - s/T)^p from W on. The very first update has the rate 0, and at W the
/// rate steps down from r·(W-1)/W to r·(1 - W/T)^p: both as in the original.
public struct Schedule: Sendable, Equatable {
    /// The shape of the schedule.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The steps of linear warm-up; a tenth of all steps where it is not given.
        public var warmupSteps: Int?
        /// The power of the decay; 1 is linear.
        public var power = 1.0

        /// Creates the defaults.
        public init() {}

        /// Decodes the keys that are there; the others keep their defaults.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            warmupSteps = try values.decodeIfPresent(Int.self, forKey: .warmupSteps)
            power = try values.decodeIfPresent(Double.self, forKey: .power) ?? power
        }
    }

    private let baseRate: Double
    private let steps: Int
    private let warmupSteps: Int
    private let power: Double

    /// Creates the schedule of a run.
    ///
    /// - Parameters:
    ///   - configuration: The shape.
    ///   - baseRate: The rate that the warm-up aims at.
    ///   - steps: The number of steps of the whole run.
    public init(_ configuration: Configuration, baseRate: Double, steps: Int) {
        self.baseRate = baseRate
        self.steps = steps
        warmupSteps = configuration.warmupSteps ?? steps / 10
        power = configuration.power
    }

    /// The learning rate of a step, counted from 0.
    public func rate(at step: Int) -> Double {
        guard step >= warmupSteps else { return baseRate * Double(step) / Double(warmupSteps) }
        let progress = min(Double(step) / Double(steps), 1)
        return baseRate * pow(1 - progress, power)
    }
}
