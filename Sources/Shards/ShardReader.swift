// Reads one published shard: instances and documents by id or in order.

public import Corpus
public import Instances
public import Tokenization

/// An instance as stored.
public struct StoredInstance: Sendable, Equatable {
    /// The instance's id, unique over the set.
    public var id: Int64
    /// The id of the document it was made of.
    public var document: Int64
    /// The instance.
    public var value: TrainingInstance
}

/// A document as stored.
public struct StoredDocument: Sendable, Equatable {
    /// The document's id, unique over the set.
    public var id: Int64
    /// The digest by which exact duplicates are known.
    public var digest: [UInt8]
    /// The document.
    public var value: Document
}

/// One published shard, opened read-only.
public final class ShardReader {
    /// The shard's number.
    public let number: Int
    /// The vocabulary stored in the shard.
    public let vocabulary: Vocabulary
    /// What the table `meta` says.
    public let meta: [String: String]

    package let connection: Connection
    private let codec: InstanceCodec
    private let selectInstance: Statement
    private let selectDocument: Statement

    /// Opens a shard.
    ///
    /// - Throws: `ShardError` where the file cannot be opened, is not a shard, or is of another
    ///   version of the layout.
    public init(path: String) throws {
        connection = try Connection(path, .immutable)
        guard try connection.integer("PRAGMA application_id") == Schema.applicationID else {
            throw ShardError(
                .notAShard,
                "not a shard (expected application_id YULI)",
                location: path
            )
        }
        let version = try connection.integer("PRAGMA user_version") ?? 0
        guard version == Schema.version else {
            throw ShardError(
                .notAShard,
                "layout version \(version) (expected \(Schema.version))",
                location: path
            )
        }
        var meta: [String: String] = [:]
        let selectMeta = try connection.prepare("SELECT key, value FROM meta")
        while try selectMeta.step() { meta[selectMeta.text(0)] = selectMeta.text(1) }
        self.meta = meta
        var pieces: [String] = []
        let selectPieces = try connection.prepare("SELECT piece FROM vocabulary ORDER BY id")
        while try selectPieces.step() { pieces.append(selectPieces.text(0)) }
        guard let number = meta["shard"].flatMap({ Int($0) }) else {
            throw ShardError(.damaged, "no shard number in table meta", location: path)
        }
        self.number = number
        do {
            vocabulary = try Vocabulary(pieces: pieces)
        } catch {
            throw ShardError(.damaged, "the stored vocabulary is broken: \(error)", location: path)
        }
        codec = InstanceCodec(
            idWidth: Schema.idWidth(vocabularyCount: vocabulary.count),
            maskID: vocabulary.maskID
        )
        selectInstance = try connection.prepare(
            "SELECT \(InstanceCodec.columns) FROM instance WHERE id = ?"
        )
        selectDocument = try connection.prepare("SELECT * FROM document WHERE id = ?")
    }

    /// The instance of an id, or nil where the shard has none.
    public func instance(_ id: Int64) throws -> StoredInstance? {
        defer { selectInstance.reset() }
        selectInstance.bind(id, at: 1)
        return try selectInstance.step() ? decode(selectInstance) : nil
    }

    /// Gives every instance of a range of ids, in order.
    public func forEachInstance(
        in ids: ClosedRange<Int64>? = nil,
        _ body: (StoredInstance) throws -> Void
    ) throws {
        let statement = try connection.prepare(
            "SELECT \(InstanceCodec.columns) FROM instance WHERE id BETWEEN ? AND ? ORDER BY id"
        )
        statement.bind(ids?.lowerBound ?? .min, at: 1)
        statement.bind(ids?.upperBound ?? .max, at: 2)
        while try statement.step() { try body(decode(statement)) }
    }

    private func decode(_ row: Statement) throws -> StoredInstance {
        let id = row.integer(InstanceCodec.Column.id)
        guard let value = codec.decode(row) else {
            throw ShardError(
                .damaged,
                "instance \(id): its blobs contradict each other",
                location: connection.path
            )
        }
        return StoredInstance(
            id: id,
            document: row.integer(InstanceCodec.Column.document),
            value: value
        )
    }

    /// The document of an id, or nil where the shard has none.
    public func document(_ id: Int64) throws -> StoredDocument? {
        defer { selectDocument.reset() }
        selectDocument.bind(id, at: 1)
        return try selectDocument.step() ? decodeDocument(selectDocument) : nil
    }

    /// Gives every document, in order.
    public func forEachDocument(_ body: (StoredDocument) throws -> Void) throws {
        let statement = try connection.prepare("SELECT * FROM document ORDER BY id")
        while try statement.step() { try body(decodeDocument(statement)) }
    }

    private func decodeDocument(_ row: Statement) throws -> StoredDocument {
        func optional(_ column: Int32) -> Int64? {
            row.isNull(column) ? nil : row.integer(column)
        }
        let text = row.text(12)
        guard let sentences = SentenceSpans.decode(row.bytes(13), textCount: text.utf8.count)
        else {
            throw ShardError(
                .damaged,
                "document \(row.integer(0)): a sentence lies outside its text",
                location: connection.path
            )
        }
        let origin = Origin(
            source: row.text(1),
            title: row.isNull(2) ? nil : row.text(2),
            url: row.isNull(3) ? nil : row.text(3),
            page: optional(4),
            revision: optional(5),
            streamOffset: row.integer(6),
            byteOffset: row.integer(7),
            byteLength: row.integer(8)
        )
        return StoredDocument(
            id: row.integer(0),
            digest: Array(row.bytes(11)),
            value: Document(origin: origin, text: text, sentences: sentences)
        )
    }
}
