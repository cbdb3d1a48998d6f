// Refuses shards whose bytes are not those that were committed.

import Foundation

extension ShardSet {
    /// Reads every file of a directory once and compares its hash with the committed record.
    ///
    /// - Throws: `ShardError` with code `damaged` naming the first file that differs.
    public func requireIntact() throws {
        for member in members {
            let directory = URL(fileURLWithPath: member.path).deletingLastPathComponent().path
            let record = try decodeJSON(
                RecordFile.self,
                from: directory + "/" + FileName.record(member.number)
            ).record
            guard try sha256(ofFile: member.path) == record.sha256 else {
                throw ShardError(
                    .damaged,
                    "the SHA-256 is not the record's (expected the file that was committed)",
                    location: member.path
                )
            }
        }
    }
}
