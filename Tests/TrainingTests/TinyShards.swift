// A set of shards that a tiny model learns within seconds: characters that follow each other.

import Corpus
import Instances
import Shards
import Tokenization

enum TinyShards {
    static let characters = (0..<40).compactMap { Unicode.Scalar(0x4E00 + $0).map(String.init) }

    static func vocabulary(extra: [String] = []) throws -> Vocabulary {
        try Vocabulary(
            pieces: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + characters + extra
        )
    }

    /// Builds two shards in a directory.
    ///
    /// - Parameters:
    ///   - directory: Where to build them.
    ///   - documents: The documents of each shard.
    ///   - vocabulary: The vocabulary; its first 45 pieces are used.
    ///   - objective: The sentence objective.
    /// - Returns: The set.
    /// - Throws: The errors of building it.
    static func make(
        in directory: String,
        documents: Int = 12,
        vocabulary: Vocabulary? = nil,
        objective: InstanceBuilder.Objective = .sop
    ) throws -> ShardSet {
        let vocabulary = try vocabulary ?? TinyShards.vocabulary()
        var configuration = InstanceBuilder.Configuration()
        configuration.maximumLength = 32
        configuration.passes = 2
        configuration.objective = objective
        let builder = try InstanceBuilder(
            configuration: configuration,
            vocabulary: vocabulary,
            seed: 3
        )
        let writer = try ShardSetWriter<Int>(
            directory: directory,
            vocabulary: vocabulary,
            meta: [:],
            configurationDigest: "tiny \(objective.rawValue)"
        )
        for number in 0..<2 {
            let shard = try writer.begin(shard: number)
            for index in 0..<documents {
                let key = UInt64(number * documents + index)
                let instances = builder.instances(of: [document(key: key)])[0].instances
                let text = "第\(key)篇"
                try shard.append(
                    Document(
                        origin: Origin(source: "tiny"),
                        text: text,
                        sentences: [0..<text.utf8.count]
                    ),
                    digest: withUnsafeBytes(of: (key &* 0x9E37_79B9_7F4A_7C15).bigEndian) {
                        Array($0) + [UInt8](repeating: 0, count: 24)
                    },
                    instances: instances
                )
            }
            try writer.commit(shard, resume: number)
        }
        _ = try writer.complete()
        return try ShardSet(directory: directory)
    }

    /// Sentences in which each character is followed by the next one of the alphabet.
    private static func document(key: UInt64) -> TokenizedDocument {
        var random = CounterRandom(seed: 4, document: key, pass: 0, purpose: .pairing)
        let sentences = (0..<10).map { _ in
            let first = random.number(below: characters.count)
            let length = 4 + random.number(below: 8)
            return TokenizedSentence(
                ids: (0..<length).map { Int32(5 + (first + $0) % characters.count) },
                words: (0..<length).map { Int32($0) }
            )
        }
        return TokenizedDocument(key: key, sentences: sentences)
    }
}
