// Proves a directory of shards: every file is what was committed, and what it says holds.

import Foundation
import Instances
import Tokenization

/// What a verification found.
public struct VerificationReport: Sendable, Equatable {
    /// Something that is not as it was committed, or does not hold.
    public struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// The file's name in the directory.
        public var file: String
        /// What is wrong with it.
        public var message: String

        /// The file and the message.
        public var description: String { "\(file): \(message)" }
    }

    /// The problems, by file; none in a sound set.
    public var problems: [Problem] = []
    /// How many shards were read.
    public var shards = 0
    /// The sums of the books of all shards.
    public var totals = Books()

    /// Whether the set is sound.
    public var isSound: Bool { problems.isEmpty }

    mutating func add(_ file: String, _ message: String) {
        problems.append(Problem(file: file, message: message))
    }
}

/// Verifies a directory of shards: the manifest, the records and the files against each other, and
/// every instance against the invariants of training.
public struct ShardVerifier: Sendable {
    private let directory: String

    /// Creates a verifier of a directory.
    public init(directory: String) {
        self.directory = directory
    }

    /// Reads everything.
    ///
    /// - Throws: `ShardError` where the directory cannot be listed; all else is a problem in the
    ///   report.
    public func verify() throws -> VerificationReport {
        var report = VerificationReport()
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            throw ShardError(
                .inputOutput,
                "cannot list (expected a directory)",
                location: directory
            )
        }
        var entries: [Manifest.Entry] = []
        var expected: Set<String> = [FileName.manifest]
        for name in names {
            guard let number = FileName.number(ofRecord: name) else { continue }
            expected.formUnion([name, FileName.shard(number)])
            do {
                let record = try decodeJSON(RecordFile.self, from: path(name)).record
                guard record.shard == number, record.file == FileName.shard(number) else {
                    report.add(name, "the record of another shard")
                    continue
                }
                let digest = try sha256(ofFile: path(name))
                entries.append(Manifest.Entry(record: record, recordSHA256: digest))
            } catch let error as ShardError {
                report.add(name, error.message)
            }
        }
        try verifyManifest(of: entries, into: &report)
        for name in names where !expected.contains(name) {
            report.add(name, "no record names this file")
        }
        for entry in entries {
            verify(entry.record, into: &report)
        }
        return report
    }

    private func path(_ name: String) -> String { directory + "/" + name }

    /// The manifest is a function of the records, down to its bytes.
    private func verifyManifest(
        of entries: [Manifest.Entry],
        into report: inout VerificationReport
    ) throws {
        guard FileManager.default.fileExists(atPath: path(FileName.manifest)) else {
            report.add(FileName.manifest, "missing: the set is not complete")
            return
        }
        let manifest = Manifest(
            configurationDigest: entries.first?.record.configurationDigest ?? "",
            shards: entries
        )
        if try contents(of: path(FileName.manifest)) != Data(encodeJSON(manifest)) {
            report.add(FileName.manifest, "does not list the records that are there")
        }
        for entry in entries
        where entry.record.configurationDigest != manifest.configurationDigest {
            report.add(FileName.record(entry.record.shard), "made with another configuration")
        }
    }

    /// Verifies one shard; content is read only where the bytes are those that were committed.
    private func verify(_ record: ShardRecord, into report: inout VerificationReport) {
        do {
            guard FileManager.default.fileExists(atPath: path(record.file)) else {
                report.add(record.file, "missing")
                return
            }
            guard try sha256(ofFile: path(record.file)) == record.sha256 else {
                report.add(record.file, "the SHA-256 is not the record's: the file was altered")
                return
            }
            for message in try problems(of: record) {
                report.add(record.file, message)
            }
            report.shards += 1
            report.totals += record.books
        } catch let error as ShardError {
            report.add(record.file, error.message)
        } catch {
            report.add(record.file, "\(error)")
        }
    }

    private func problems(of record: ShardRecord) throws -> [String] {
        let reader = try ShardReader(path: path(record.file))
        guard try reader.connection.text("PRAGMA integrity_check(1)") == "ok" else {
            return ["SQLite's integrity check fails"]
        }
        guard try schema(of: reader.connection) == expectedSchema(reader.vocabulary) else {
            return ["the schema is not that of layout version \(Schema.version)"]
        }
        var problems: [String] = []
        if !record.books.balances {
            problems.append(
                "the books do not balance: \(record.books.pages) pages, "
                    + "\(record.books.documents) documents"
            )
        }
        if try drops(in: reader.connection) != record.books.drops
            || reader.meta["pages"] != String(record.books.pages)
            || reader.meta["configuration_digest"] != record.configurationDigest
        {
            problems.append("what the shard says of itself is not what its record says")
        }
        try problems += contentProblems(of: reader, books: record.books)
        return problems
    }

    /// Decodes every row; reports the first problem of each kind, since one is seldom alone.
    private func contentProblems(of reader: ShardReader, books: Books) throws -> [String] {
        var problems: [String] = []
        let base = Int64(reader.number) * Schema.idsPerShard
        var documents = 0
        try reader.forEachDocument { document in
            documents += 1
            if document.id != base + Int64(documents) && problems.isEmpty {
                problems.append("document \(document.id): ids are not consecutive")
            }
        }
        let check = try InstanceCheck(reader)
        var instances = 0
        var tokens = 0
        var firstProblem: String?
        try reader.forEachInstance { stored in
            instances += 1
            tokens += stored.value.original.count
            guard firstProblem == nil else { return }
            if stored.id != base + Int64(instances) {
                firstProblem = "instance \(stored.id): ids are not consecutive"
            } else if !(base + 1...base + Int64(max(documents, 1))).contains(stored.document) {
                firstProblem = "instance \(stored.id): there is no document \(stored.document)"
            } else if let problem = check.problem(of: stored.value) {
                firstProblem = "instance \(stored.id): \(problem)"
            }
        }
        if let firstProblem { problems.append(firstProblem) }
        if documents != books.documents || instances != books.instances || tokens != books.tokens {
            problems.append(
                "\(documents) documents, \(instances) instances, \(tokens) tokens (expected "
                    + "\(books.documents), \(books.instances), \(books.tokens))"
            )
        }
        return problems
    }

    private func drops(in connection: Connection) throws -> [Drop] {
        var drops: [Drop] = []
        let rows = try connection.prepare(
            #"SELECT stage, reason, count FROM "drop" ORDER BY stage, reason"#
        )
        while try rows.step() {
            drops.append(
                Drop(stage: rows.text(0), reason: rows.text(1), count: Int(rows.integer(2)))
            )
        }
        return drops
    }

    private func schema(of connection: Connection) throws -> [String] {
        var schema: [String] = []
        let rows = try connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
        )
        while try rows.step() { schema.append(rows.text(0)) }
        return schema
    }

    private func expectedSchema(_ vocabulary: Vocabulary) throws -> [String] {
        let connection = try Connection(":memory:", .memory)
        try connection.execute(Schema.statements(vocabulary: vocabulary))
        return try schema(of: connection)
    }
}

extension InstanceCheck {
    /// The part of a resolved configuration, as table `meta` holds it, that decides what holds.
    private struct Resolved: Decodable {
        var instances: InstanceBuilder.Configuration
    }

    /// Creates the check of a shard, as strict as the configuration that made it.
    fileprivate init(_ reader: ShardReader) throws {
        guard let json = reader.meta["configuration"] else {
            self.init(vocabulary: reader.vocabulary, masksWholeWords: false, hasLabel: nil)
            return
        }
        let instances: InstanceBuilder.Configuration
        do {
            instances = try JSONDecoder().decode(Resolved.self, from: Data(json.utf8)).instances
        } catch {
            throw ShardError(
                .damaged,
                "meta `configuration` holds no section `instances` (expected the resolved one)",
                location: reader.connection.path
            )
        }
        self.init(
            vocabulary: reader.vocabulary,
            masksWholeWords: instances.masking.unit == .word,
            hasLabel: instances.objective != .none
        )
    }
}
