// A summary's counts are those of the instances that went in.

import Corpus
import Inspector
import Instances
import Shards
import Testing
import Tokenization

@Suite struct ShardSummaryTests {
    let directory: TemporaryDirectory
    let shards: ShardSet
    let instances: [TrainingInstance]

    init() throws {
        directory = try TemporaryDirectory()
        try Synthetic.build(directory.path, shards: 2)
        shards = try ShardSet(directory: directory.path)
        let vocabulary = try Synthetic.vocabulary()
        instances = (0..<2).flatMap { shard in
            Synthetic.content(shard: shard, documents: 20, vocabulary: vocabulary).flatMap(\.2)
        }
    }

    @Test func countsAreThoseOfTheInstances() throws {
        let summary = try ShardSummary(of: shards)
        #expect(summary.shards == 2)
        #expect(summary.documents == 40)
        #expect(summary.instances == instances.count)
        #expect(summary.tokens == instances.reduce(0) { $0 + $1.original.count })
        #expect(summary.swapped == instances.count { $0.label == 1 })
        #expect(summary.inOrder + summary.swapped == instances.count)
        let states = instances.flatMap(\.states)
        #expect(summary.maskTokens == states.count { $0 == .mask })
        #expect(summary.randomTokens == states.count { $0 == .random })
        #expect(summary.keptTokens == states.count { $0 == .keep })
        #expect(summary.maskable == states.count { $0 != .special })
        #expect(summary.lengths.reduce(0, +) == instances.count)
        #expect(summary.lengths[0] == instances.count { $0.original.count <= 16 })
        #expect(summary.wordLengths.reduce(0) { $0 + $1.pieces * $1.words } == summary.maskable)
        #expect(
            summary.wordLengths.reduce(0) { $0 + $1.words }
                == instances.reduce(0) { $0 + Int($1.words.max() ?? -1) + 1 }
        )
        #expect(summary.sources.map(\.name) == ["corpora/made-up.xml.bz2"])
        #expect(summary.sources[0].tokens == summary.maskable)
        #expect(
            summary.drops == [
                Drop(stage: "extract", reason: "redirect", count: 2),
                Drop(stage: "filter", reason: "short", count: 2),
                Drop(stage: "instances", reason: "oneSentence", count: 6),
            ]
        )
        #expect(summary.report.contains("\(summary.instances)  (\(summary.tokens) tokens)"))
    }

    @Test func samplesDecode() throws {
        let vocabulary = try Synthetic.vocabulary()
        let ids = shards.sampleIDs(5)
        #expect(ids.count == 5)
        #expect(Set(ids.map(ShardSet.shardNumber(of:))) == [0, 1])
        for id in ids {
            let decoded = try #require(try DecodedInstance(id, in: shards))
            let place = ShardSet.shardNumber(of: id) * 57 + Int(id % 1_000_000_000) - 1
            let instance = instances[place]
            let tokens = decoded.words.flatMap(\.tokens)
            #expect(tokens.map(\.original) == instance.original.map(vocabulary.piece))
            #expect(tokens.map(\.input) == instance.input.map(vocabulary.piece))
            #expect(tokens.map(\.state) == instance.states)
            #expect(decoded.words.count == Set(instance.words.filter { $0 >= 0 }).count + 3)
            #expect(decoded.origin.byteLength == 100)
            #expect(decoded.input.hasPrefix("[CLS]"))
            #expect(decoded.report(inColour: false).contains("corpora/made-up.xml.bz2"))
        }
        #expect(try DecodedInstance(4_000_000_001, in: shards) == nil)
    }
}
