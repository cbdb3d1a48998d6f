// Verification finds whatever is not as it was committed, and whatever does not hold.

import Foundation
import Instances
import Shards
import Testing
import Tokenization

@Suite struct ShardVerifierTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    func verify() throws -> VerificationReport {
        try ShardVerifier(directory: directory.path).verify()
    }

    @Test func aSoundSetHasNoProblem() throws {
        try Synthetic.build(directory.path)
        let report = try verify()
        #expect(report.problems == [])
        #expect(report.shards == 3)
        #expect(report.totals.pages == 66)
        #expect(report.totals.instances == 3 * 19 * 3)
    }

    @Test func everyFlippedByteIsFound() throws {
        try Synthetic.build(directory.path, shards: 2, documents: 5)
        var generator = SplitMix(state: 5)
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() {
            let url = URL(fileURLWithPath: directory.file(name))
            let sound = try Data(contentsOf: url)
            for _ in 0..<20 {
                var flipped = sound
                let offset = Int.random(in: 0..<sound.count, using: &generator)
                flipped[offset] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
                try flipped.write(to: url)
                #expect(try !verify().isSound, "\(name), byte \(offset)")
            }
            try sound.write(to: url)
        }
        #expect(try verify().isSound)
    }

    enum Damage: CaseIterable {
        case truncated, emptied, missingShard, missingRecord, missingManifest, extra, swapped
    }

    @Test(arguments: Damage.allCases)
    func damageIsFound(_ damage: Damage) throws {
        try Synthetic.build(directory.path)
        let manager = FileManager.default
        let shard = directory.file("00001.sqlite")
        switch damage {
        case .truncated, .emptied:
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: shard))
            try handle.truncate(atOffset: damage == .emptied ? 0 : try handle.seekToEnd() - 1)
            try handle.close()
        case .missingShard: try manager.removeItem(atPath: shard)
        case .missingRecord: try manager.removeItem(atPath: directory.file("00001.json"))
        case .missingManifest: try manager.removeItem(atPath: directory.file("manifest.json"))
        case .extra:
            try manager.copyItem(atPath: shard, toPath: directory.file("00003.sqlite"))
        case .swapped:
            try manager.moveItem(atPath: shard, toPath: directory.file("other"))
            try manager.moveItem(atPath: directory.file("00002.sqlite"), toPath: shard)
            try manager.moveItem(
                atPath: directory.file("other"),
                toPath: directory.file("00002.sqlite")
            )
        }
        #expect(try !verify().isSound)
    }

    /// One way to spoil an instance, and what the report says of it.
    struct Spoiling: Sendable {
        var complaint: String
        var spoil: @Sendable (inout TrainingInstance) -> Void

        init(_ complaint: String, _ spoil: @escaping @Sendable (inout TrainingInstance) -> Void) {
            self.complaint = complaint
            self.spoil = spoil
        }
    }

    /// A pipeline that stores what it should not: the hashes agree, the content does not.
    @Test(arguments: [
        Spoiling("masked in part") { $0.states[2] = .mask },
        Spoiling("special where none belongs") {
            $0.words[4] = -1
            $0.states[4] = .special
        },
        Spoiling("no special token") { $0.original[0] = 5 },
        Spoiling("follows word") { $0.words[5] = 9 },
        Spoiling("outside the vocabulary") { $0.original[1] = 60_000 },
        Spoiling("label") { $0.label = 2 },
        Spoiling("wants a label") { $0.label = nil },
        Spoiling("segment B begins") { $0.boundary = 20 },
    ])
    func wrongInstancesAreFound(_ spoiling: Spoiling) throws {
        let writer = try ShardSetWriter<Resume>(
            directory: directory.path,
            vocabulary: Synthetic.vocabulary(),
            meta: ["configuration": #"{"instances": {"objective": "sop"}}"#],
            configurationDigest: "1"
        )
        let shard = try writer.begin(shard: 0)
        let ids: [Int32] = [2, 7, 8, 3, 9, 10, 3]
        let sound = TrainingInstance(
            pass: 0,
            label: 1,
            original: ids,
            input: ids,
            words: [-1, 0, 0, -1, 1, 2, -1],
            states: [.special, .plain, .plain, .special, .plain, .plain, .special],
            boundary: 4
        )
        var spoiled = sound
        spoiling.spoil(&spoiled)
        try shard.append(
            Synthetic.document(0),
            digest: Synthetic.digest(0),
            instances: [sound, spoiled]
        )
        shard.countPages(1)
        try writer.commit(shard, resume: Resume(page: 0))
        _ = try writer.complete()
        let problems = try verify().problems.map(\.description)
        #expect(problems.count == 1)
        #expect(problems.first?.contains("instance 2: ") == true)
        #expect(problems.first?.contains(spoiling.complaint) == true)
    }

    @Test func unbalancedBooksAreFound() throws {
        let writer = try Synthetic.open(directory.path)
        let shard = try Synthetic.fill(writer.begin(shard: 0), documents: 3)
        shard.countPages(1)
        try writer.commit(shard, resume: Resume(page: 0))
        _ = try writer.complete()
        #expect(try verify().problems.map(\.message).first?.contains("balance") == true)
    }
}
