// Builds a directory of shards, each committed by its record, and goes on where a build stopped.

import Foundation
import Glibc
public import Tokenization

/// Writes a set of shards into a directory.
///
/// A shard is built as `NNNNN.sqlite.partial`, checked, synchronised and renamed; then its record
/// `NNNNN.json` commits it, and at the end `manifest.json` commits the set. Whatever a record does
/// not commit is removed when the directory is opened again. Several processes may write different
/// shards of one set.
public final class ShardSetWriter<Resume: Codable & Sendable> {
    /// The shards committed so far, by number.
    public private(set) var committed: [CommittedShard<Resume>]
    /// Whether the set has its manifest.
    public private(set) var isComplete: Bool

    private let directory: String
    private let vocabulary: Vocabulary
    private let meta: [String: String]
    private let configurationDigest: String

    /// Opens or creates a directory, and removes what an interrupted build left behind.
    ///
    /// - Parameters:
    ///   - directory: The directory; its parents are created too.
    ///   - vocabulary: The vocabulary that every shard holds.
    ///   - meta: What every shard's table `meta` says: nothing that differs between two runs of
    ///     the same build.
    ///   - configurationDigest: Names everything that shapes the set; a directory built with
    ///     another one is refused.
    /// - Throws: `ShardError` with code `configuration`, `damaged` or `inputOutput`.
    public init(
        directory: String,
        vocabulary: Vocabulary,
        meta: [String: String],
        configurationDigest: String
    ) throws {
        self.directory = directory
        self.vocabulary = vocabulary
        self.configurationDigest = configurationDigest
        let format = [
            "configuration_digest": configurationDigest,
            "id_bytes": String(Schema.idWidth(vocabularyCount: vocabulary.count)),
            "mask_id": String(vocabulary.maskID),
        ]
        self.meta = meta.merging(format) { _, ours in ours }
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw ShardError(
                .inputOutput,
                "cannot create (expected a directory to write into)",
                location: directory
            )
        }
        committed = []
        isComplete = false
        try reload()
        try removeLeftovers()
    }

    /// Reads which shards are committed, by this process or another.
    public func reload() throws {
        let names = try self.names()
        committed = try names.compactMap { name in
            try FileName.number(ofRecord: name).map { try committedShard($0) }
        }
        committed.sort { $0.record.shard < $1.record.shard }
        isComplete = names.contains(FileName.manifest)
    }

    private func committedShard(_ number: Int) throws -> CommittedShard<Resume> {
        let path = self.path(FileName.record(number))
        let shard = try decodeJSON(CommittedShard<Resume>.self, from: path)
        guard shard.record.configurationDigest == configurationDigest else {
            throw ShardError(
                .configuration,
                "built with configuration \(shard.record.configurationDigest), not "
                    + "\(configurationDigest) (expected the same configuration, or another "
                    + "output directory)",
                location: path
            )
        }
        let file = self.path(FileName.shard(number))
        guard shard.record.shard == number, try size(of: file) == shard.record.bytes else {
            throw ShardError(
                .damaged,
                "not the file that was committed (expected \(shard.record.bytes) bytes)",
                location: file
            )
        }
        return shard
    }

    /// Removes what no record commits and no process writes.
    private func removeLeftovers() throws {
        for name in try names() {
            if name.hasSuffix(partialSuffix) {
                try FileLock.removeLeftover(path(name)) { true }
            } else if name.hasSuffix(".sqlite") {
                let record = path(name.dropLast(".sqlite".count) + ".json")
                try FileLock.removeLeftover(path(name)) {
                    !FileManager.default.fileExists(atPath: record)
                }
            }
        }
    }

    private func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            throw ShardError(
                .inputOutput,
                "cannot list (expected a directory)",
                location: directory
            )
        }
    }

    private func path(_ name: String) -> String { directory + "/" + name }

    private func size(of path: String) throws -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ShardError(
                errno == ENOENT ? .damaged : .inputOutput,
                "cannot read a committed shard: \(String(cString: strerror(errno)))",
                location: path
            )
        }
        return Int64(status.st_size)
    }

    /// Gives the digests of the documents of the first committed shards, so that a resumed build
    /// knows duplicates.
    public func forEachDocumentDigest(
        ofFirst count: Int,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws {
        for shard in committed.prefix(count) {
            let connection = try Connection(path(shard.record.file), .immutable)
            let digests = try connection.prepare("SELECT digest FROM document ORDER BY id")
            while try digests.step() { body(digests.bytes(0)) }
        }
    }

    /// Begins a shard that is not committed yet.
    ///
    /// - Throws: `ShardError` with code `busy` where another process writes the shard.
    public func begin(shard number: Int) throws -> ShardWriter {
        precondition(!committed.contains { $0.record.shard == number }, "the shard is committed")
        let partial = path(FileName.shard(number)) + partialSuffix
        guard let lock = try FileLock.acquire(partial, creating: true) else {
            throw ShardError(.busy, "another process writes this shard", location: partial)
        }
        return try ShardWriter(
            number: number,
            partial: partial,
            lock: lock,
            vocabulary: vocabulary,
            meta: meta
        )
    }

    /// Commits a shard: when this returns, the shard and where to resume are on the disk.
    ///
    /// - Throws: `ShardError`, and the shard is not committed.
    public func commit(_ shard: ShardWriter, resume: Resume) throws {
        try shard.finish()
        let file = FileName.shard(shard.number)
        let record = ShardRecord(
            shard: shard.number,
            file: file,
            bytes: try size(of: shard.partial),
            sha256: try sha256(ofFile: shard.partial),
            configurationDigest: configurationDigest,
            books: shard.books
        )
        let entry = CommittedShard(record: record, resume: resume)
        try publish(shard.partial, as: path(file), in: directory)
        try writeDurably(
            encodeJSON(entry),
            to: path(FileName.record(shard.number)),
            in: directory
        )
        committed.append(entry)
    }

    /// Writes the manifest: the set is complete.
    public func complete() throws -> Manifest {
        committed.sort { $0.record.shard < $1.record.shard }
        let entries = try committed.map { shard in
            try Manifest.Entry(
                record: shard.record,
                recordSHA256: sha256(ofFile: path(FileName.record(shard.record.shard)))
            )
        }
        let manifest = Manifest(configurationDigest: configurationDigest, shards: entries)
        try writeDurably(encodeJSON(manifest), to: path(FileName.manifest), in: directory)
        isComplete = true
        return manifest
    }
}
