// A shard keeps what it was given, byte for byte the same every time.

import Corpus
import Foundation
import Instances
import Shards
import Testing
import Tokenization

@Suite struct ShardWriterTests {
    @Test func documentsAndInstancesComeBack() throws {
        let directory = try TemporaryDirectory()
        try Synthetic.build(directory.path, shards: 1)
        let vocabulary = try Synthetic.vocabulary()
        let reader = try ShardReader(path: directory.file("00000.sqlite"))
        #expect(reader.vocabulary.pieces == vocabulary.pieces)
        #expect(reader.meta["seed"] == "1")
        let content = Synthetic.content(shard: 0, documents: 20, vocabulary: vocabulary)
        var documents: [StoredDocument] = []
        try reader.forEachDocument { documents.append($0) }
        #expect(documents.map(\.value) == content.map(\.0))
        #expect(documents.map(\.digest) == content.map(\.1))
        var instances: [StoredInstance] = []
        try reader.forEachInstance { instances.append($0) }
        #expect(instances.map(\.value) == content.flatMap(\.2))
        #expect(try reader.instance(7) == instances[6])
        #expect(try reader.document(instances[6].document)?.value == content[2].0)
        #expect(try reader.instance(1_000_000_001) == nil)
    }

    /// 300 words need two bytes each, and 70,000 pieces three.
    @Test(arguments: [(60, 300), (70_000, 40)])
    func wideNumbersComeBack(vocabularyCount: Int, maximumLength: Int) throws {
        let directory = try TemporaryDirectory()
        let vocabulary = try Synthetic.vocabulary(count: vocabularyCount)
        let writer = try ShardSetWriter<Resume>(
            directory: directory.path,
            vocabulary: vocabulary,
            meta: [:],
            configurationDigest: "1"
        )
        let content = Synthetic.content(
            shard: 0,
            documents: 20,
            maximumLength: maximumLength * 2,
            vocabulary: vocabulary
        )
        let shard = try writer.begin(shard: 0)
        for (document, digest, instances) in content {
            try shard.append(document, digest: digest, instances: instances)
        }
        try writer.commit(shard, resume: Resume(page: 0))
        let reader = try ShardReader(path: directory.file("00000.sqlite"))
        var instances: [TrainingInstance] = []
        try reader.forEachInstance { instances.append($0.value) }
        #expect(instances == content.flatMap(\.2))
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let first = try TemporaryDirectory()
        let second = try TemporaryDirectory()
        try Synthetic.build(first.path)
        try Synthetic.build(second.path)
        let names = try FileManager.default.contentsOfDirectory(atPath: first.path).sorted()
        #expect(
            names == [
                "00000.json", "00000.sqlite", "00001.json", "00001.sqlite", "00002.json",
                "00002.sqlite", "manifest.json",
            ]
        )
        for name in names {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: first.file(name),
                    andPath: second.file(name)
                ),
                "\(name)"
            )
        }
    }
}
