// A build that stops anywhere goes on where its last record says, to the same bytes.

import Foundation
import Shards
import Testing

@Suite struct ShardSetWriterTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    /// Killed while a shard is written, after its rename, and while its record is written.
    @Test(arguments: [
        ["00001.sqlite.partial"], ["00001.sqlite"], ["00001.sqlite", "00001.json.partial"],
    ])
    func anInterruptedBuildGoesOn(leftover: [String]) throws {
        let whole = try TemporaryDirectory()
        try Synthetic.build(whole.path)
        do {
            let writer = try Synthetic.open(directory.path)
            try writer.commit(
                Synthetic.fill(writer.begin(shard: 0), documents: 20),
                resume: Resume(page: 0)
            )
            for name in leftover {
                try Data("half a file".utf8).write(
                    to: URL(fileURLWithPath: directory.file(name))
                )
            }
        }
        do {
            let writer = try Synthetic.open(directory.path)
            #expect(try names() == ["00000.json", "00000.sqlite"])
            #expect(writer.committed.map(\.resume) == [Resume(page: 0)])
            #expect(writer.committed[0].record.books.balances)
            var digests: [[UInt8]] = []
            try writer.forEachDocumentDigest(ofFirst: 1) { digests.append(Array($0)) }
            #expect(digests == (0..<20).map(Synthetic.digest))
        }
        try Synthetic.build(directory.path)
        for name in try names() {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: whole.file(name),
                    andPath: directory.file(name)
                ),
                "\(name)"
            )
        }
    }

    @Test func anotherConfigurationIsRefused() throws {
        try Synthetic.build(directory.path)
        let before = try names()
        #expect {
            try Synthetic.open(directory.path, digest: "decaf")
        } throws: { error in
            let error = error as? ShardError
            return error?.code == .configuration
                && error?.message.contains("c0ffee") == true
                && error?.message.contains("decaf") == true
        }
        #expect(try names() == before)
    }

    /// Two processes share a build; neither takes the other's files for leftovers.
    @Test func writersShareADirectory() throws {
        let first = try Synthetic.open(directory.path)
        let shard = try first.begin(shard: 0)
        let second = try Synthetic.open(directory.path)
        #expect(try names() == ["00000.sqlite.partial"])
        #expect { try second.begin(shard: 0) } throws: { ($0 as? ShardError)?.code == .busy }
        try second.commit(
            Synthetic.fill(second.begin(shard: 1), documents: 20),
            resume: Resume(page: 1)
        )
        try first.commit(Synthetic.fill(shard, documents: 20), resume: Resume(page: 0))
        try second.reload()
        #expect(second.committed.map(\.record.shard) == [0, 1])
        #expect(try second.complete().shards.count == 2)
    }

    @Test func aShortenedShardIsNotBuiltUpon() throws {
        try Synthetic.build(directory.path)
        let handle = try FileHandle(
            forUpdating: URL(fileURLWithPath: directory.file("00001.sqlite"))
        )
        try handle.truncate(atOffset: 16384)
        try handle.close()
        #expect { try Synthetic.open(directory.path) } throws: {
            ($0 as? ShardError)?.code == .damaged
        }
    }

    @Test func theManifestAddsUp() throws {
        let writer = try Synthetic.open(directory.path)
        for number in 0..<2 {
            try writer.commit(
                Synthetic.fill(writer.begin(shard: number), documents: 20),
                resume: Resume(page: number)
            )
        }
        #expect(!writer.isComplete)
        let manifest = try writer.complete()
        #expect(writer.isComplete)
        #expect(manifest.totals.pages == 44)
        #expect(manifest.totals.documents == 40)
        #expect(manifest.totals.instances == 2 * 19 * 3)
        #expect(
            manifest.totals.drops == [
                Drop(stage: "extract", reason: "redirect", count: 2),
                Drop(stage: "filter", reason: "short", count: 2),
                Drop(stage: Drop.instanceStage, reason: "oneSentence", count: 6),
            ]
        )
        #expect(manifest.totals.balances)
    }
}
