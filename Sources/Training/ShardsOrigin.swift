// What a set of shards was made with, as far as a model must agree with it.

import Foundation
import Shards
import Tokenization

/// The vocabulary and the configuration behind a set of shards.
struct ShardsOrigin {
    /// The number of pieces.
    let vocabularySize: Int
    /// The vocabulary as `vocab.txt` lists it.
    let vocabularyFile: Data
    /// The SHA-256 of that file, in hexadecimal.
    let vocabularyDigest: String
    /// The digest of the configuration that built the shards.
    let configurationDigest: String?

    /// Reads the first shard; the loader sees to it that the others are like it.
    init(_ shards: ShardSet) throws {
        let reader = try ShardReader(path: shards.members[0].path)
        vocabularySize = reader.vocabulary.count
        vocabularyFile = Data(reader.vocabulary.pieces.map { $0 + "\n" }.joined().utf8)
        vocabularyDigest = Checkpoint.digest(of: vocabularyFile)
        configurationDigest = reader.meta["configuration_digest"]
    }
}
