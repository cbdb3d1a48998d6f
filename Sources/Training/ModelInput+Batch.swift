// Rows of a batch of shards as a model's input.

import Shards

extension ModelInput {
    /// Some rows of a batch, at the batch's padded length.
    init(_ batch: Batch, rows: Range<Int>) {
        let elements = rows.lowerBound * batch.columns..<rows.upperBound * batch.columns
        // The positions rise, so those of neighbouring rows are neighbours.
        let first = batch.maskedPositions.partitioningIndex { Int($0) >= elements.lowerBound }
        let end = batch.maskedPositions.partitioningIndex { Int($0) >= elements.upperBound }
        let labels = Array(batch.sentenceLabels[rows])
        self.init(
            length: batch.columns,
            ids: Array(batch.input[elements]),
            segments: Array(batch.segments[elements]),
            lengths: Array(batch.lengths[rows]),
            maskedPositions: batch.maskedPositions[first..<end].map {
                $0 - Int32(elements.lowerBound)
            },
            maskedLabels: Array(batch.maskedLabels[first..<end]),
            sentenceLabels: labels.contains(-1) ? [] : labels
        )
    }
}

extension Array {
    /// The first index whose element fulfils a condition that all later elements fulfil too.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range =
                belongs(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }
}
