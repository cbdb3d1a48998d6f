// Some instances side by side, as a model reads them.

import Instances

/// A batch of instances, padded to one length.
///
/// Matrices are flat and row-major: `rows` × `columns`.
public struct Batch: Sendable, Equatable {
    /// The number of instances, B.
    public let rows: Int
    /// The padded length, T: the longest instance's, rounded up to a multiple of 8.
    public let columns: Int
    /// The ids as the model reads them, B×T, padded with `[PAD]`.
    public private(set) var input: [Int32]
    /// 0 for segment A, 1 for segment B, 0 for padding, B×T.
    public private(set) var segments: [Int32]
    /// The length of each instance without padding, B: what attention may see.
    public private(set) var lengths: [Int32]
    /// The flat indices into B×T of the positions to predict, rising.
    public private(set) var maskedPositions: [Int32]
    /// The original id of each position to predict, in the order of `maskedPositions`.
    public private(set) var maskedLabels: [Int32]
    /// The sentence objective's label of each instance, B; -1 without one.
    public private(set) var sentenceLabels: [Int32]
    /// The id of each instance, B: the way back to its document.
    public private(set) var instances: [Int64]

    /// The positions that are not padding.
    public var tokens: Int { lengths.reduce(0) { $0 + Int($1) } }

    /// Puts instances side by side.
    ///
    /// - Parameters:
    ///   - stored: The instances, at least one.
    ///   - paddingID: The id of `[PAD]`.
    public init(_ stored: [StoredInstance], paddingID: Int32) {
        let longest = stored.reduce(0) { max($0, $1.value.input.count) }
        rows = stored.count
        columns = (longest + 7) / 8 * 8
        input = []
        segments = []
        input.reserveCapacity(rows * columns)
        segments.reserveCapacity(rows * columns)
        lengths = stored.map { Int32($0.value.input.count) }
        sentenceLabels = stored.map { Int32($0.value.label ?? -1) }
        instances = stored.map(\.id)
        maskedPositions = []
        maskedLabels = []
        for (row, instance) in stored.lazy.map(\.value).enumerated() {
            let length = instance.input.count
            input += instance.input
            input += repeatElement(paddingID, count: columns - length)
            segments += repeatElement(0, count: instance.boundary)
            segments += repeatElement(1, count: length - instance.boundary)
            segments += repeatElement(0, count: columns - length)
            for (position, state) in instance.states.enumerated() {
                guard state != .plain, state != .special else { continue }
                maskedPositions.append(Int32(row * columns + position))
                maskedLabels.append(instance.original[position])
            }
        }
    }
}
