// Documents and instances made up from a seed, over a vocabulary of a few dozen pieces.

import Corpus
import Foundation
import Instances
import Shards
import Tokenization

/// Sebastiano Vigna's SplitMix64: enough randomness for test data, the same on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct Resume: Codable, Equatable, Sendable {
    var page: Int
}

enum Synthetic {
    static let pieces =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "，", "。"]
        + "的一是不了人我在有他这中大来上国个到说们".map(String.init)
        + ["the", "##s", "swift", "##ing", "2026", "é", "\u{2028}"]

    static func vocabulary(count: Int = pieces.count) throws -> Vocabulary {
        try Vocabulary(pieces: pieces + (pieces.count..<max(pieces.count, count)).map { "p\($0)" })
    }

    /// An instance with a tenth of its words masked, of at most `maximumLength` positions.
    static func instance(
        pass: Int,
        maximumLength: Int,
        vocabulary: Vocabulary,
        using generator: inout SplitMix
    ) -> TrainingInstance {
        let length = Int.random(in: 5...maximumLength, using: &generator)
        let boundary = Int.random(in: 3..<length - 1, using: &generator)
        let candidates = Int32(5)..<Int32(vocabulary.count)
        var instance = TrainingInstance(
            pass: pass,
            label: Int.random(in: 0...1, using: &generator),
            original: [],
            input: [],
            words: [],
            states: [],
            boundary: boundary
        )
        var word: Int32 = -1
        var state = TokenState.plain
        for position in 0..<length {
            if position == 0 || position == boundary - 1 || position == length - 1 {
                let id = position == 0 ? vocabulary.classificationID : vocabulary.separatorID
                instance.original.append(id)
                instance.input.append(id)
                instance.words.append(-1)
                instance.states.append(.special)
                continue
            }
            let afterSpecial = position == 1 || position == boundary
            if afterSpecial || Int.random(in: 0..<2, using: &generator) == 0 {
                word += 1
                let draw = Int.random(in: 0..<30, using: &generator)
                state = draw == 0 ? .mask : draw == 1 ? .random : draw == 2 ? .keep : .plain
            }
            let id = Int32.random(in: candidates, using: &generator)
            instance.original.append(id)
            instance.words.append(word)
            instance.states.append(state)
            switch state {
            case .mask: instance.input.append(vocabulary.maskID)
            case .random: instance.input.append(Int32.random(in: candidates, using: &generator))
            case .plain, .keep, .special: instance.input.append(id)
            }
        }
        return instance
    }

    static func document(_ number: Int) -> Document {
        let text = "第\(number)篇。今天天气很好，我们去公园。\n它的名字叫“句号？”。"
        let middle = "第\(number)篇。".utf8.count
        return Document(
            origin: Origin(
                source: "corpora/made-up.xml.bz2",
                title: number % 2 == 0 ? "题\(number)" : nil,
                page: Int64(number),
                revision: Int64(number) * 7,
                streamOffset: 600,
                byteOffset: Int64(number) * 100,
                byteLength: 100
            ),
            text: text,
            sentences: [0..<middle, middle..<text.utf8.count]
        )
    }

    static func digest(_ number: Int) -> [UInt8] {
        var generator = SplitMix(state: UInt64(number))
        return (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// What a shard holds: three instances per document, of which the last has none.
    static func content(
        shard: Int,
        documents: Int,
        maximumLength: Int = 40,
        vocabulary: Vocabulary
    ) -> [(Document, [UInt8], [TrainingInstance])] {
        var generator = SplitMix(state: UInt64(shard) << 32)
        return (0..<documents).map { place in
            let number = shard * 1000 + place
            let instances = (0..<(place == documents - 1 ? 0 : 3)).map {
                instance(
                    pass: $0,
                    maximumLength: maximumLength,
                    vocabulary: vocabulary,
                    using: &generator
                )
            }
            return (document(number), digest(number), instances)
        }
    }

    static func open(_ directory: String, digest: String = "c0ffee") throws
        -> ShardSetWriter<Resume>
    {
        try ShardSetWriter(
            directory: directory,
            vocabulary: vocabulary(),
            meta: ["seed": "1"],
            configurationDigest: digest
        )
    }

    /// Writes the shards that are not committed yet and the manifest.
    static func build(_ directory: String, shards: Int = 3, documents: Int = 20) throws {
        let writer = try open(directory)
        for number in 0..<shards
        where !writer.committed.contains(where: { $0.record.shard == number }) {
            try writer.commit(
                fill(writer.begin(shard: number), documents: documents),
                resume: Resume(page: number)
            )
        }
        _ = try writer.complete()
    }

    /// Fills a shard with its content, and the books with two drops.
    static func fill(_ shard: ShardWriter, documents: Int) throws -> ShardWriter {
        let vocabulary = try vocabulary()
        for (document, digest, instances) in content(
            shard: shard.number,
            documents: documents,
            vocabulary: vocabulary
        ) {
            try shard.append(document, digest: digest, instances: instances)
        }
        shard.countPages(documents + 2)
        shard.drop(stage: "filter", reason: "short")
        shard.drop(stage: "extract", reason: "redirect")
        shard.drop(3, stage: Drop.instanceStage, reason: "oneSentence")
        return shard
    }
}

/// A directory that is removed when the last reference goes.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "shards-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("cannot remove \(path): \(error)")
        }
    }

    func file(_ name: String) -> String { path + "/" + name }
}
