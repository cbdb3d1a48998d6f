// NEZHA's functional relative positions.

import Foundation
import Torch

/// The sinusoids of a clipped distance between two pieces.
///
/// They are those of Wei et al. 2019, section 3.1.
enum RelativePositions {
    /// One row for each distance from -M to M, [2M + 1, d].
    ///
    /// Frequencies are taken in single precision, as Hugging Face's code takes them.
    static func table(maximum: Int, headSize: Int) throws -> Tensor {
        var values: [Float] = []
        for position in 0...(2 * maximum) {
            for pair in 0..<(headSize / 2) {
                let frequency = exp(Float(2 * pair) * Float(-log(10000.0) / Double(headSize)))
                let angle = Float(position) * frequency
                values += [sin(angle), cos(angle)]
            }
        }
        return try Tensor(values, shape: [2 * maximum + 1, headSize])
    }
}
