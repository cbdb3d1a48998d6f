// The committed record of a shard, and the manifest of a complete set.

import Foundation

/// How many items one stage refused for one reason.
public struct Drop: Codable, Sendable, Equatable {
    /// The stage that refused them.
    ///
    /// Items of `instanceStage` and `markupStage` are not pages: they lie outside the balance of
    /// the books.
    public var stage: String
    /// Why.
    public var reason: String
    /// How many.
    public var count: Int

    /// Creates a count.
    public init(stage: String, reason: String, count: Int) {
        self.stage = stage
        self.reason = reason
        self.count = count
    }

    /// The stage whose drops are sentences and instances rather than pages.
    public static let instanceStage = "instances"
    /// The stage whose drops are pieces of wiki markup rather than pages.
    public static let markupStage = "markup"

    /// Whether the items are pages or documents.
    var countsPages: Bool { stage != Self.instanceStage && stage != Self.markupStage }
}

/// The books of a shard or a set: what went in, what came out and what was dropped.
public struct Books: Codable, Sendable, Equatable {
    /// Pages and records read from the sources.
    public var pages = 0
    /// Documents stored.
    public var documents = 0
    /// Instances stored.
    public var instances = 0
    /// Positions of all instances, special tokens included.
    public var tokens = 0
    /// What was dropped, sorted by stage and reason.
    public var drops: [Drop] = []

    /// Creates empty books.
    public init() {}

    /// Whether every page read is a stored document or a counted drop.
    public var balances: Bool {
        pages
            == documents
            + drops.reduce(0) { $0 + ($1.countsPages ? $1.count : 0) }
    }

    /// Counts a drop.
    mutating func drop(_ count: Int, stage: String, reason: String) {
        let key = (Array(stage.utf8), Array(reason.utf8))
        func isBefore(_ drop: Drop) -> Bool {
            let other = Array(drop.stage.utf8)
            return other == key.0
                ? drop.reason.utf8.lexicographicallyPrecedes(key.1)
                : other.lexicographicallyPrecedes(key.0)
        }
        let place = drops.firstIndex { !isBefore($0) } ?? drops.endIndex
        if place < drops.endIndex, drops[place].stage == stage, drops[place].reason == reason {
            drops[place].count += count
        } else {
            drops.insert(Drop(stage: stage, reason: reason, count: count), at: place)
        }
    }

    /// Adds the counts of other books.
    static func += (books: inout Books, other: Books) {
        books.pages += other.pages
        books.documents += other.documents
        books.instances += other.instances
        books.tokens += other.tokens
        for drop in other.drops {
            books.drop(drop.count, stage: drop.stage, reason: drop.reason)
        }
    }
}

/// The record that commits a shard: a shard without one does not exist.
public struct ShardRecord: Codable, Sendable, Equatable {
    /// The shard's number.
    public var shard: Int
    /// The name of its file in the directory.
    public var file: String
    /// The file's size in bytes.
    public var bytes: Int64
    /// The file's SHA-256, in hexadecimal.
    public var sha256: String
    /// The digest of the configuration that made it.
    public var configurationDigest: String
    /// What went in and what came out.
    public var books: Books
}

/// A committed shard and what its builder needs to go on after it.
public struct CommittedShard<Resume: Codable & Sendable>: Codable, Sendable {
    /// The shard's record.
    public var record: ShardRecord
    /// Where the pipeline stood when the shard was finished.
    public var resume: Resume
}

/// What a complete set holds; written last.
public struct Manifest: Codable, Sendable, Equatable {
    /// A shard of the set.
    public struct Entry: Codable, Sendable, Equatable {
        /// The shard's record.
        public var record: ShardRecord
        /// The SHA-256 of the record's file, in hexadecimal.
        public var recordSHA256: String
    }

    /// The version of the shards' layout.
    public var format: Int
    /// The digest of the configuration that made the set.
    public var configurationDigest: String
    /// The sums over all shards.
    public var totals: Books
    /// All shards, by number.
    public var shards: [Entry]

    init(configurationDigest: String, shards: [Entry]) {
        format = Int(Schema.version)
        self.configurationDigest = configurationDigest
        self.shards = shards
        totals = shards.reduce(into: Books()) { $0 += $1.record.books }
    }
}

/// The part of a record's file that a reader needs.
struct RecordFile: Codable {
    var record: ShardRecord
}

/// The names of a set's files.
enum FileName {
    static let manifest = "manifest.json"

    static func shard(_ number: Int) -> String { stem(number) + ".sqlite" }

    static func record(_ number: Int) -> String { stem(number) + ".json" }

    private static func stem(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// The shard number of a record's file name, or nil for another file.
    static func number(ofRecord name: String) -> Int? {
        guard name.hasSuffix(".json"), let number = Int(name.dropLast(5)), record(number) == name
        else { return nil }
        return number
    }
}

/// JSON whose bytes depend on the value alone.
func encodeJSON(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
}

/// A value from a JSON file of the set.
func decodeJSON<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
    let data = try contents(of: path)
    do {
        return try JSONDecoder().decode(type, from: data)
    } catch {
        throw ShardError(
            .damaged,
            "not what a builder writes (expected a record of a shard set)",
            location: path
        )
    }
}
