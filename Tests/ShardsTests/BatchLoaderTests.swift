// Every instance once per epoch, in an order the seed decides, from any point on.

import Instances
import Shards
import Testing

@Suite struct BatchLoaderTests {
    let directory: TemporaryDirectory
    let shards: ShardSet

    init() throws {
        directory = try TemporaryDirectory()
        try Synthetic.build(directory.path, shards: 11)
        shards = try ShardSet(directory: directory.path)
    }

    func loader(
        _ split: BatchLoader.Split = .training,
        heldOut: Double = 0,
        batchSize: Int = 16,
        seed: UInt64 = 1,
        cursor: BatchLoader.Cursor = .init()
    ) throws -> BatchLoader {
        try BatchLoader(
            shards: shards,
            split: split,
            heldOutFraction: heldOut,
            batchSize: batchSize,
            seed: seed,
            cursor: cursor
        )
    }

    func epoch(_ loader: BatchLoader) throws -> [Batch] {
        var batches: [Batch] = []
        while let batch = try loader.next() { batches.append(batch) }
        return batches
    }

    @Test func anEpochIsAPermutation() throws {
        let loader = try loader()
        let first = try epoch(loader)
        let second = try epoch(loader)
        #expect(loader.cursor.epoch == 2)
        #expect(first.dropLast().allSatisfy { $0.rows == 16 })
        let ids = first.flatMap(\.instances)
        #expect(ids.count == shards.instanceCount)
        #expect(Set(ids).count == ids.count)
        let other = second.flatMap(\.instances)
        #expect(other != ids)
        #expect(other.sorted() == ids.sorted())
        #expect(try epoch(self.loader(seed: 2)).flatMap(\.instances) != ids)
        #expect(try epoch(self.loader()) == first)
    }

    /// Neighbours in the order come from many shards, not from one.
    @Test func shardsAreInterleaved() throws {
        let ids = try epoch(loader()).flatMap(\.instances)
        let changes = zip(ids, ids.dropFirst()).count { $0 / 1_000_000_000 != $1 / 1_000_000_000 }
        #expect(Double(changes) > 0.7 * Double(ids.count))
    }

    @Test func splitsShareNoDocument() throws {
        func documents(_ split: BatchLoader.Split) throws -> (Set<Int64>, instances: Int) {
            let ids = try epoch(loader(split, heldOut: 0.3)).flatMap(\.instances)
            var documents: Set<Int64> = []
            for id in ids {
                let member = try #require(shards.member(holding: id))
                let stored = try ShardReader(path: member.path).instance(id)
                documents.insert(try #require(stored).document)
            }
            return (documents, ids.count)
        }
        let training = try documents(.training)
        let heldOut = try documents(.heldOut)
        #expect(training.0.isDisjoint(with: heldOut.0))
        #expect(training.instances + heldOut.instances == shards.instanceCount)
        #expect((0.2...0.4).contains(Double(heldOut.0.count) / Double(11 * 19)))
    }

    @Test func anEmptySplitIsAnError() throws {
        let loader = try loader(.heldOut, heldOut: 0)
        #expect { try loader.next() } throws: { ($0 as? ShardError)?.code == .configuration }
    }

    @Test func aCursorResumesAnywhere() throws {
        let loader = try loader(batchSize: 7)
        var cursors: [BatchLoader.Cursor] = []
        var batches: [Batch?] = []
        for _ in 0..<200 {
            cursors.append(loader.cursor)
            batches.append(try loader.next())
        }
        #expect(loader.cursor.epoch == 2)
        for start in stride(from: 0, to: 200, by: 23) {
            let resumed = try self.loader(batchSize: 7, cursor: cursors[start])
            #expect(try resumed.next() == batches[start])
            #expect(try resumed.next() == batches[start + 1])
        }
    }

    @Test func aBatchHoldsItsInstances() throws {
        let batch = try #require(try loader(batchSize: 9).next())
        #expect(batch.columns.isMultiple(of: 8))
        var masked: [(position: Int, label: Int32)] = []
        for (row, id) in batch.instances.enumerated() {
            let member = try #require(shards.member(holding: id))
            let instance = try #require(try ShardReader(path: member.path).instance(id)).value
            let length = instance.input.count
            let padding = batch.columns - length
            let range = row * batch.columns..<(row + 1) * batch.columns
            #expect(Int(batch.lengths[row]) == length)
            #expect(
                Array(batch.input[range]) == instance.input + Array(repeating: 0, count: padding)
            )
            #expect(
                Array(batch.segments[range])
                    == (0..<batch.columns).map { $0 >= instance.boundary && $0 < length ? 1 : 0 }
            )
            #expect(batch.sentenceLabels[row] == instance.label.map(Int32.init))
            for (position, state) in instance.states.enumerated()
            where state == .mask || state == .random || state == .keep {
                masked.append((row * batch.columns + position, instance.original[position]))
            }
        }
        #expect(batch.maskedPositions == masked.map { Int32($0.position) })
        #expect(batch.maskedLabels == masked.map(\.label))
        #expect(batch.tokens == batch.lengths.reduce(0) { $0 + Int($1) })
    }
}
