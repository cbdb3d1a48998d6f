// The committed shards of a directory, or some shard files, as one set.

import Foundation

/// A set of published shards.
public struct ShardSet: Sendable {
    /// One shard of the set.
    public struct Member: Sendable, Equatable {
        /// The shard's number.
        public var number: Int
        /// The path of its file.
        public var path: String
        /// How many instances it holds.
        public var instances: Int
        /// How many documents it holds.
        public var documents: Int

        /// The id of the shard's first instance and of its first document.
        public var firstID: Int64 { Int64(number) * Schema.idsPerShard + 1 }
    }

    /// The shards, by number; at least one.
    public let members: [Member]

    /// Opens a directory of committed shards, or the given shard files.
    ///
    /// - Parameter paths: One directory, or one or more `.sqlite` files.
    /// - Throws: `ShardError` where a path is neither, or where no shard is committed.
    public init(paths: [String]) throws {
        var members: [Member] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw ShardError(
                    .inputOutput,
                    "no such file or directory (expected shards)",
                    location: path
                )
            }
            members +=
                try isDirectory.boolValue ? Self.committed(in: path) : [Self.member(at: path)]
        }
        members.sort { $0.number < $1.number }
        for (member, next) in zip(members, members.dropFirst()) where member.number == next.number {
            throw ShardError(
                .notAShard,
                "shard \(next.number) is also \(member.path) (expected each shard once)",
                location: next.path
            )
        }
        guard !members.isEmpty else {
            throw ShardError(
                .notAShard,
                "no committed shard (expected NNNNN.sqlite with its NNNNN.json)",
                location: paths.first
            )
        }
        self.members = members
    }

    /// Opens a directory of committed shards.
    public init(directory: String) throws {
        try self.init(paths: [directory])
    }

    /// How many instances all shards hold.
    public var instanceCount: Int { members.reduce(0) { $0 + $1.instances } }

    /// The member that holds an instance or document id, or nil.
    public func member(holding id: Int64) -> Member? {
        members.first { $0.number == Self.shardNumber(of: id) }
    }

    /// The number of the shard that holds an instance or document id.
    public static func shardNumber(of id: Int64) -> Int {
        Int(id / Schema.idsPerShard)
    }

    private static func committed(in directory: String) throws -> [Member] {
        try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { name in
            guard FileName.number(ofRecord: name) != nil else { return nil }
            let record = try decodeJSON(RecordFile.self, from: directory + "/" + name).record
            return Member(
                number: record.shard,
                path: directory + "/" + record.file,
                instances: record.books.instances,
                documents: record.books.documents
            )
        }
    }

    private static func member(at path: String) throws -> Member {
        let reader = try ShardReader(path: path)
        guard let instances = reader.meta["instances"].flatMap({ Int($0) }),
            let documents = reader.meta["documents"].flatMap({ Int($0) })
        else {
            throw ShardError(.damaged, "no counts in table meta", location: path)
        }
        return Member(
            number: reader.number,
            path: path,
            instances: instances,
            documents: documents
        )
    }
}
