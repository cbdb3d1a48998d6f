// NEZHA's functional relative positions, exact, without a [T, T, d] tensor.

import Foundation
import Torch

/// Sinusoids of the clipped distance between two pieces.
///
/// They are those of Wei et al. 2019, section 3.1. The row for query i and key j depends on j - i only. So one matrix product with the 2T - 1
/// distances of a length T gives every term, and the row of i is the row of i - 1 moved by one
/// place: a view of the same storage with other strides.
struct RelativePositions {
    /// One row for each of the 2M + 1 distances, [2M + 1, d].
    private let table: Tensor
    private let maximum: Int

    /// Sinusoids for a head size, computed in single precision as Hugging Face's code does.
    init(maximum: Int, headSize: Int, device: Tensor.Device) throws {
        var values: [Float] = []
        for position in 0...(2 * maximum) {
            for pair in 0..<(headSize / 2) {
                let frequency = exp(Float(2 * pair) * Float(-log(10000.0) / Double(headSize)))
                let angle = Float(position) * frequency
                values += [sin(angle), cos(angle)]
            }
        }
        table = try Tensor(values, shape: [2 * maximum + 1, headSize]).to(device)
        self.maximum = maximum
    }

    /// The rows of the distances from -(T - 1) to T - 1, [2T - 1, d].
    func rows(length: Int, dataType: Tensor.DataType) throws -> Tensor {
        let rows = (1 - length..<length).map { Int32(min(max($0, -maximum), maximum) + maximum) }
        return try table.indexSelect(0, Tensor(rows).to(table.device)).to(dataType)
    }

    /// What the distance adds to each score: q · R(j - i).
    ///
    /// - Parameters:
    ///   - query: [B, A, T, d].
    ///   - rows: From `rows(length:dataType:)`.
    /// - Returns: [B, A, T, T].
    /// - Throws: `TorchError`.
    static func scores(query: Tensor, rows: Tensor) throws -> Tensor {
        let (batch, heads, length) = (query.shape[0], query.shape[1], query.shape[2])
        let width = 2 * length - 1
        let byDistance = try query.reshape(-1, rows.shape[1]).matmul(rows.transpose(0, 1))
        return try byDistance.asStrided(
            [batch, heads, length, length],
            strides: [heads * length * width, length * width, width - 1, 1],
            offset: length - 1
        )
    }

    /// What the distance adds to each output: the sum over j of P(i, j) · R(j - i).
    ///
    /// - Parameters:
    ///   - weights: Attention weights P, [B, A, T, T].
    ///   - rows: From `rows(length:dataType:)`.
    /// - Returns: [B, A, T, d].
    /// - Throws: `TorchError`.
    static func context(weights: Tensor, rows: Tensor) throws -> Tensor {
        let (batch, heads, length) = (weights.shape[0], weights.shape[1], weights.shape[2])
        let byDistance =
            length == 1
            ? weights
            : try weights.pad(before: 0, after: length - 2)
                .reshape(batch * heads, length * (2 * length - 2))
                .pad(before: length - 1, after: 1)
        return try byDistance.reshape(-1, 2 * length - 1).matmul(rows)
            .reshape(batch, heads, length, rows.shape[1])
    }
}
