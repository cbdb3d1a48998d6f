// Broken inputs end with one clear message, the right status, and nothing half published.
import Foundation
import Testing

@Suite struct BrokenInputTests {
    /// One broken dump: its name, its bytes, and what the message must say.
    struct BrokenDump: CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var message: [String]
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ message: String...) {
            self.init(name, Array(text.utf8), message)
        }

        init(_ name: String, _ bytes: [UInt8], _ message: [String]) {
            self.name = name
            self.bytes = bytes
            self.message = message
        }
    }

    private static let dumps = [
        BrokenDump(
            "tag.xml",
            "<mediawiki>\n<page><title>甲</title></pag></mediawiki>\n",
            "tag.xml:2: malformed XML",
            "expected a MediaWiki export"
        ),
        BrokenDump("cut.xml", "<mediawiki>\n<page>\n<title>甲", "cut.xml:3: ", "expected"),
        BrokenDump(
            "doctype.xml",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE m [<!ENTITY a \"aaaa\">]>\n<mediawiki/>\n",
            "doctype.xml:2: the file declares a document type"
        ),
        BrokenDump(
            "bytes.txt",
            Array("第一行\n第".utf8) + [0xFF] + Array("行\n".utf8),
            ["bytes.txt:2: byte FF is not UTF-8", "expected UTF-8 text"]
        ),
        BrokenDump(
            "field.jsonl",
            "{\"text\":\"甲\"}\n{\"body\":\"乙\"}\n",
            "field.jsonl:2: the object has no field `text`"
        ),
        BrokenDump(
            "value.jsonl",
            "{\"text\":\"甲\"}\n\n{\"text\":\n",
            "value.jsonl:3: malformed JSON",
            "expected a value"
        ),
        BrokenDump("noise.txt.bz2", "this is no archive", "noise.txt.bz2: ", "expected"),
        BrokenDump("noise.txt.gz", "this is no archive", "noise.txt.gz: ", "expected"),
    ]

    @Test(arguments: dumps)
    func `a broken dump is named with its place`(dump: BrokenDump) throws {
        let folder = try TemporaryFolder()
        try Data(dump.bytes).write(to: folder.url.appendingPathComponent(dump.name))
        let run = try Tool.run(["extract", "--layout", "text", dump.name], in: folder.url)
        expectFailure(run, status: 65)
        for part in dump.message { #expect(run.errors.contains(part), "\(run.errors)") }
    }

    @Test func `a truncated archive publishes no shard of its tail`() throws {
        let project = try SmallProject(documents: 0)
        let sample = Tool.project.appendingPathComponent("corpora/sample/zhwiki.xml.bz2")
        let whole = try Data(contentsOf: sample)
        try whole.prefix(whole.count * 2 / 3).write(
            to: project.url.appendingPathComponent("cut.xml.bz2")
        )
        try project.folder.write(
            """
            corpus: { sources: [{ path: cut.xml.bz2, format: mediawiki }] }
            segmentation: { dictionary: dict.txt, hmm: false }
            tokenization: { vocabulary: vocab.txt }
            shards: { output: shards, partitionBytes: 100000000 }
            """,
            to: "pipeline.yaml"
        )
        let run = try project.run("build")
        expectFailure(run, status: 65)
        #expect(run.errors.contains("cut.xml.bz2"), "\(run.errors)")
        #expect(run.errors.contains("within a compressed stream"), "\(run.errors)")
        expectNothingHalfPublished(project)
        #expect(!project.names().contains("manifest.json"))
    }

    @Test func `a broken line in the middle keeps the shards before it`() throws {
        let project = try SmallProject(documents: 0)
        let lines = SmallProject.corpus(60).split(separator: "\n")
        let broken = lines.prefix(45) + ["{\"text\": 1}"] + lines.suffix(15)
        try project.folder.write(broken.joined(separator: "\n"), to: "corpus.jsonl")
        let run = try project.run("build")
        expectFailure(run, status: 65)
        #expect(run.errors.contains("corpus.jsonl:46: "), "\(run.errors)")
        #expect(project.names().contains("00000.json"))
        #expect(!project.names().contains("manifest.json"))
        expectNothingHalfPublished(project)
    }

    /// A file the pipeline names, what it holds instead, and what the message must say.
    static let ingredients: [(file: String, text: String?, message: String)] = [
        ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n的\n", "vocab.txt: no [MASK] among 5 pieces"),
        ("dict.txt", "中国 3 n\n北京 often n\n", "dict.txt:2: expected a word"),
        ("dict.txt", "中国 3 n\n北京\n", "dict.txt:2: expected a word"),
        ("corpus.jsonl", nil, "corpus.jsonl: no such file"),
    ]

    @Test(arguments: ingredients)
    func `a broken ingredient stops the build before it begins`(
        file: String,
        text: String?,
        message: String
    ) throws {
        let project = try SmallProject(documents: 4)
        if let text {
            try project.folder.write(text, to: file)
        } else {
            try FileManager.default.removeItem(at: project.url.appendingPathComponent(file))
        }
        let run = try project.run("build")
        expectFailure(run, status: 65)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(project.names().allSatisfy { !$0.hasSuffix(".sqlite") })
    }

    @Test func `a flipped byte is found before anything trusts it`() throws {
        let project = try SmallProject(documents: 40, extra: "training: { output: run }")
        let build = try project.run("build")
        #expect(build.status == 0, "\(build.errors)")
        let shard = project.url.appendingPathComponent("shards/00001.sqlite")
        var bytes = try Data(contentsOf: shard)
        bytes[bytes.count / 2] ^= 0x10
        try bytes.write(to: shard)

        let verification = try project.run("verify", "shards")
        #expect(verification.status == 12)
        #expect(verification.output.contains("00001.sqlite: the SHA-256 is not the record's"))
        let training = try project.run("train")
        expectFailure(training, status: 12)
        #expect(training.errors.contains("00001.sqlite"), "\(training.errors)")
        #expect(project.names("run").isEmpty)
    }

    @Test func `a full disk ends the build with 74, and room lets it go on`() throws {
        let project = try SmallProject(documents: 60, partitionBytes: 12_000)
        let whole = try project.run("build", "--output", "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let largest = try #require(project.files("whole").values.map(\.count).max())
        // Blocks of 1,024 bytes: the last statement of a shard is one too many.
        for blocks in [1, largest / 2048, largest / 1024 - 4] {
            let run = try Tool.run(["build"], in: project.url, fileBlocks: blocks)
            expectFailure(run, status: 74)
            #expect(run.errors.contains(".sqlite"), "\(run.errors)")
            expectNothingHalfPublished(project)
        }
        let rest = try project.run("build")
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(try project.files() == project.files("whole"))
    }

    @Test(arguments: [
        ["extract", "corpus.jsonl"],
        ["segment", "--no-hmm", "--dictionary", "dict.txt", "corpus.jsonl"],
        ["tokenize", "--vocabulary", "vocab.txt", "corpus.jsonl"],
    ])
    func `a full disk behind standard output ends with 74`(arguments: [String]) throws {
        let project = try SmallProject(documents: 400)
        let run = try Tool.run(arguments, in: project.url, fileBlocks: 8)
        #expect(run.status == 74)
        #expect(run.errors.hasPrefix("yuliao: standard output: "), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }

    private func expectFailure(_ run: ToolRun, status: Int32) {
        #expect(run.status == status, "\(run.errors)")
        #expect(run.errors.hasPrefix("yuliao: "), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "one message: \(run.errors)")
    }

    /// Each shard has its record and each record its shard.
    private func expectNothingHalfPublished(_ project: SmallProject) {
        let names = project.names()
        let shards = names.filter { $0.hasSuffix(".sqlite") }.map { $0.dropLast(7) }
        let records = names.filter { $0.hasSuffix(".json") && $0 != "manifest.json" }
            .map { $0.dropLast(5) }
        #expect(Set(shards) == Set(records))
    }
}
