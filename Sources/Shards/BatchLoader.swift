// Reads batches in an order that depends on the seed and the epoch alone.

import Instances
import Tokenization

/// Reads a set's instances in batches, shuffled, one epoch after the other.
///
/// An epoch shuffles the shards, opens them in groups of a few at once, and shuffles all instances
/// of a group among each other. Memory holds the ids of one group. A cursor of three numbers
/// resumes at any batch, at the cost of opening one group.
public final class BatchLoader {
    /// Which part of the documents to read.
    public enum Split: Sendable {
        /// The documents that are not held out.
        case training
        /// The documents kept for evaluation.
        case heldOut
    }

    /// Where a loader stands.
    public struct Cursor: Codable, Sendable, Equatable {
        /// The epoch, from 0.
        public var epoch = 0
        /// The group of shards in the epoch's order.
        public var group = 0
        /// The instances already read from the group.
        public var offset = 0

        /// Creates a cursor at the beginning.
        public init() {}
    }

    /// Where the next batch begins.
    public private(set) var cursor: Cursor

    /// How many shards are open at once.
    private static let groupSize = 8

    private let shards: ShardSet
    private let split: Split
    private let heldOutFraction: Double
    private let batchSize: Int
    private let seed: UInt64
    private let paddingID: Int32
    private let configurationDigest: String?
    /// The group that is open: its readers by shard number, and its instances in reading order.
    private var readers: [Int: ShardReader] = [:]
    private var order: [Int64]?
    private var hasSeenInstance: Bool

    /// Creates a loader that stands at a cursor.
    ///
    /// - Parameters:
    ///   - shards: The set to read.
    ///   - split: Which documents: the two splits share none, and duplicates of a document fall
    ///     into the same split.
    ///   - heldOutFraction: The share of documents that are held out, from 0 to 1.
    ///   - batchSize: The instances in a batch; an epoch's last one may be smaller.
    ///   - seed: Decides the order.
    ///   - cursor: Where to begin.
    /// - Throws: `ShardError` where the first shard cannot be opened.
    public init(
        shards: ShardSet,
        split: Split,
        heldOutFraction: Double,
        batchSize: Int,
        seed: UInt64,
        cursor: Cursor = Cursor()
    ) throws {
        precondition(batchSize > 0, "a batch holds at least one instance")
        self.shards = shards
        self.split = split
        self.heldOutFraction = heldOutFraction
        self.batchSize = batchSize
        self.seed = seed
        self.cursor = cursor
        hasSeenInstance = cursor != Cursor()
        let first = try ShardReader(path: shards.members[0].path)
        paddingID = first.vocabulary.paddingID
        configurationDigest = first.meta["configuration_digest"]
    }

    /// The next batch, or nil at the end of an epoch; the call after that begins the next epoch.
    ///
    /// - Throws: `ShardError` for a damaged shard, shards of different configurations, or a split
    ///   without any instance.
    public func next() throws -> Batch? {
        var batch: [StoredInstance] = []
        batch.reserveCapacity(batchSize)
        while batch.count < batchSize, let order = try openGroup() {
            guard cursor.offset < order.count else {
                close()
                cursor.group += 1
                cursor.offset = 0
                continue
            }
            try batch.append(read(order[cursor.offset]))
            cursor.offset += 1
        }
        guard batch.isEmpty else {
            hasSeenInstance = true
            return Batch(batch, paddingID: paddingID)
        }
        guard hasSeenInstance else {
            throw ShardError(
                .configuration,
                "no instance is in this split (expected a larger or smaller held-out fraction "
                    + "than \(heldOutFraction))",
                location: shards.members[0].path
            )
        }
        cursor.epoch += 1
        cursor.group = 0
        return nil
    }

    private func read(_ id: Int64) throws -> StoredInstance {
        let number = ShardSet.shardNumber(of: id)
        guard let reader = readers[number], let instance = try reader.instance(id) else {
            throw ShardError(.damaged, "instance \(id) is gone", location: "shard \(number)")
        }
        return instance
    }

    /// The reading order of the cursor's group, or nil after the epoch's last group.
    private func openGroup() throws -> [Int64]? {
        if let order { return order }
        var members = shards.members
        var random = randomness(of: 0)
        members.shuffle(using: &random)
        let first = cursor.group * Self.groupSize
        guard first < members.count else { return nil }
        var ids: [Int64] = []
        for member in members[first..<min(first + Self.groupSize, members.count)] {
            let reader = try ShardReader(path: member.path)
            guard reader.meta["configuration_digest"] == configurationDigest else {
                throw ShardError(
                    .configuration,
                    "another configuration than \(shards.members[0].path) (expected one set)",
                    location: member.path
                )
            }
            ids += try instances(of: reader)
            readers[member.number] = reader
        }
        random = randomness(of: cursor.group + 1)
        ids.shuffle(using: &random)
        order = ids
        return ids
    }

    private func close() {
        readers = [:]
        order = nil
    }

    private func randomness(of stream: Int) -> CounterRandom {
        CounterRandom(seed: seed, document: UInt64(stream), pass: cursor.epoch, purpose: .order)
    }

    /// The ids of the shard's instances that belong to the split.
    private func instances(of reader: ShardReader) throws -> [Int64] {
        var documents: Set<Int64> = []
        let digests = try reader.connection.prepare("SELECT id, digest FROM document")
        while try digests.step() {
            if isHeldOut(digests.bytes(1)) == (split == .heldOut) {
                documents.insert(digests.integer(0))
            }
        }
        var ids: [Int64] = []
        let instances = try reader.connection.prepare(
            "SELECT id, document FROM instance ORDER BY id"
        )
        while try instances.step() {
            if documents.contains(instances.integer(1)) { ids.append(instances.integer(0)) }
        }
        return ids
    }

    /// Whether a document's digest falls into the held-out share.
    private func isHeldOut(_ digest: UnsafeRawBufferPointer) -> Bool {
        var key: UInt64 = 0
        for byte in digest.prefix(8) { key = key << 8 | UInt64(byte) }
        // Mixed, so that the split does not hang on how the digest's bits were used before.
        var random = CounterRandom(seed: 0, document: key, pass: 0, purpose: .order)
        return random.fraction() < heldOutFraction
    }
}
