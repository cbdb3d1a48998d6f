// Writes one shard: documents and instances into a partial SQLite file, in one transaction.

public import Corpus
import Foundation
import Glibc
public import Instances
import Tokenization

/// One shard that is being written, made and committed by `ShardSetWriter`.
public final class ShardWriter {
    /// The shard's number.
    public let number: Int
    /// What went in and what came out so far.
    public private(set) var books = Books()
    /// The bytes of text and tokens stored so far: what decides when a shard is full.
    public private(set) var storedBytes = 0

    let partial: String
    private let lock: FileLock
    private let connection: Connection
    private let codec: InstanceCodec
    private let insertDocument: Statement
    private let insertInstance: Statement
    private var blobs = InstanceBlobs()
    private var maximumLength = 0

    init(
        number: Int,
        partial: String,
        lock: FileLock,
        vocabulary: Vocabulary,
        meta: [String: String]
    ) throws {
        self.number = number
        self.partial = partial
        self.lock = lock
        codec = InstanceCodec(
            idWidth: Schema.idWidth(vocabularyCount: vocabulary.count),
            maskID: vocabulary.maskID
        )
        connection = try Connection(partial, .create)
        // A crash loses the partial file and nothing else, so that nothing needs a journal.
        try connection.execute(
            """
            PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = OFF; PRAGMA cache_size = -16384;
            PRAGMA temp_store = MEMORY; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';
            PRAGMA application_id = \(Schema.applicationID);
            PRAGMA user_version = \(Schema.version);
            BEGIN EXCLUSIVE;
            \(Schema.statements(vocabulary: vocabulary))
            """
        )
        insertDocument = try connection.prepare(
            "INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        )
        insertInstance = try connection.prepare(
            "INSERT INTO instance VALUES (?,?,?,?,?,?,?,?,?,?)"
        )
        try insertConstants(vocabulary: vocabulary, meta: meta)
    }

    private func insertConstants(vocabulary: Vocabulary, meta: [String: String]) throws {
        let insertPiece = try connection.prepare("INSERT INTO vocabulary VALUES (?,?)")
        for id in 0..<Int32(vocabulary.count) {
            insertPiece.bind(Int64(id), at: 1)
            insertPiece.bind(vocabulary.piece(id), at: 2)
            try insertPiece.run()
        }
        let insertByte = try connection.prepare("INSERT INTO byte VALUES (?,?)")
        for byte in UInt8.min...UInt8.max {
            insertByte.bind([byte], at: 1)
            insertByte.bind(Int64(byte), at: 2)
            try insertByte.run()
        }
        try insertMeta(meta)
    }

    private func insertMeta(_ meta: [String: String]) throws {
        let insert = try connection.prepare("INSERT INTO meta VALUES (?,?)")
        for (key, value) in meta.sorted(by: { $0.key < $1.key }) {
            insert.bind(key, at: 1)
            insert.bind(value, at: 2)
            try insert.run()
        }
    }

    /// Stores a document and its instances, which may be none.
    ///
    /// - Parameters:
    ///   - document: The document, whose sentences are ranges of its text.
    ///   - digest: The digest by which exact duplicates are known.
    ///   - instances: The document's instances; special positions are outside every word (-1).
    /// - Throws: `ShardError` where the disk is full or fails.
    public func append(
        _ document: Document,
        digest: [UInt8],
        instances: [TrainingInstance]
    ) throws {
        books.documents += 1
        let origin = document.origin
        let id = Int64(number) * Schema.idsPerShard + Int64(books.documents)
        insertDocument.bind(id, at: 1)
        insertDocument.bind(origin.source, at: 2)
        insertDocument.bind(origin.title, at: 3)
        insertDocument.bind(origin.url, at: 4)
        insertDocument.bind(origin.page, at: 5)
        insertDocument.bind(origin.revision, at: 6)
        insertDocument.bind(origin.streamOffset, at: 7)
        insertDocument.bind(origin.byteOffset, at: 8)
        insertDocument.bind(origin.byteLength, at: 9)
        insertDocument.bind(Int64(document.text.unicodeScalars.count), at: 10)
        insertDocument.bind(Int64(document.sentences.count), at: 11)
        insertDocument.bind(digest, at: 12)
        insertDocument.bind(document.text, at: 13)
        insertDocument.bind(SentenceSpans.encode(document.sentences), at: 14)
        try insertDocument.run()
        storedBytes += document.text.utf8.count + 8 * document.sentences.count

        for instance in instances {
            try append(instance, of: id)
        }
    }

    private func append(_ instance: TrainingInstance, of document: Int64) throws {
        books.instances += 1
        books.tokens += instance.original.count
        maximumLength = max(maximumLength, instance.original.count)
        codec.encode(instance, into: &blobs)
        let id = Int64(number) * Schema.idsPerShard + Int64(books.instances)
        insertInstance.bind(id, at: 1)
        insertInstance.bind(document, at: 2)
        insertInstance.bind(Int64(instance.pass), at: 3)
        insertInstance.bind(instance.label.map(Int64.init), at: 4)
        insertInstance.bind(Int64(instance.original.count), at: 5)
        insertInstance.bind(Int64(instance.boundary), at: 6)
        insertInstance.bind(blobs.original, at: 7)
        insertInstance.bind(blobs.words, at: 8)
        insertInstance.bind(blobs.states, at: 9)
        insertInstance.bind(blobs.replacements, at: 10)
        try insertInstance.run()
        storedBytes +=
            blobs.original.count + blobs.words.count + blobs.states.count
            + blobs.replacements.count
    }

    /// Counts pages or records that were read, whether stored or dropped.
    public func countPages(_ count: Int) {
        books.pages += count
    }

    /// Counts what a stage refused.
    public func drop(_ count: Int = 1, stage: String, reason: String) {
        if count > 0 { books.drop(count, stage: stage, reason: reason) }
    }

    /// Completes the partial file and checks what lies on the disk.
    func finish() throws {
        for position in 0..<maximumLength {
            try connection.execute("INSERT INTO position VALUES (\(position))")
        }
        let insertDrop = try connection.prepare(#"INSERT INTO "drop" VALUES (?,?,?)"#)
        for drop in books.drops {
            insertDrop.bind(drop.stage, at: 1)
            insertDrop.bind(drop.reason, at: 2)
            insertDrop.bind(Int64(drop.count), at: 3)
            try insertDrop.run()
        }
        try insertMeta([
            "shard": String(number), "pages": String(books.pages),
            "documents": String(books.documents), "instances": String(books.instances),
            "tokens": String(books.tokens),
        ])
        try connection.execute("COMMIT; PRAGMA journal_mode = DELETE")
        try check()
    }

    /// Reads the partial file back: sound pages, and the rows the books say.
    private func check() throws {
        let reopened = try Connection(partial, .immutable)
        guard try reopened.text("PRAGMA quick_check(1)") == "ok",
            try reopened.integer("SELECT count(*) FROM document") == Int64(books.documents),
            try reopened.integer("SELECT count(*) FROM instance") == Int64(books.instances)
        else {
            throw ShardError(
                .damaged,
                "what was written does not read back (expected a sound disk)",
                location: partial
            )
        }
    }
}

/// The ranges of a document's sentences as stored: two little-endian u32 each.
enum SentenceSpans {
    static func encode(_ sentences: [Range<Int>]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * sentences.count)
        for sentence in sentences {
            for bound in [sentence.lowerBound, sentence.upperBound] {
                withUnsafeBytes(of: UInt32(bound).littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    /// The ranges, or nil where the bytes are no ranges of a text of `count` bytes.
    static func decode(_ bytes: UnsafeRawBufferPointer, textCount count: Int) -> [Range<Int>]? {
        guard bytes.count.isMultiple(of: 8) else { return nil }
        var sentences: [Range<Int>] = []
        for offset in stride(from: 0, to: bytes.count, by: 8) {
            let start = Int(
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            )
            let end = Int(
                UInt32(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                )
            )
            guard start <= end, end <= count else { return nil }
            sentences.append(start..<end)
        }
        return sentences
    }
}
