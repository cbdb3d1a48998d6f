// Commands that keep lines: one line in, one line out, whatever the line is.
import Foundation
import Testing

@Suite struct LineCommandTests {
    private static let dictionary =
        "我 3000 r\n来到 500 v\n北京 2000 ns\n清华 800 nz\n清华大学 900 nt\n大学 1500 n\n"

    private func folder(_ text: String = "") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(LineCommandTests.dictionary, to: "dict.txt")
        try folder.write(text, to: "lines.txt")
        return folder
    }

    private static let segment = ["segment", "--no-hmm", "--dictionary", "dict.txt"]

    @Test(arguments: [
        ("", ""),
        ("\n\n", "\n\n"),
        ("我来到北京", "我 来到 北京\n"),
        ("我来到北京\r\n大学", "我 来到 北京 \r\n大学\n"),
        ("我来到北京\n\n清华大学\n", "我 来到 北京\n\n清华大学\n"),
    ])
    func `words keep their lines`(text: String, words: String) throws {
        let folder = try folder(text)
        let file = try Tool.run(LineCommandTests.segment + ["lines.txt"], in: folder.url)
        #expect(file.status == 0, "\(file.errors)")
        #expect(file.output == words)
        let piped = try Tool.run(LineCommandTests.segment, in: folder.url, input: text)
        #expect(piped.output == words)
    }

    @Test(arguments: ["", "\n", "大学\n我"])
    func `a line longer than memory need hold is cut like a short one`(end: String) throws {
        // Parts end behind punctuation; one of them ends right before what follows.
        let sentence = "我来到北京，清华大学。"
        let count = (1 << 20) / sentence.utf8.count + 20_000
        let folder = try folder(String(repeating: sentence, count: count) + end)
        let run = try Tool.run(LineCommandTests.segment + ["lines.txt"], in: folder.url)
        let words = String(repeating: "我 来到 北京 ， 清华大学 。 ", count: count)
        let rest = end == "大学\n我" ? "大学\n我\n" : "\n"
        let expected = end.first == "大" ? words + rest : words.dropLast() + rest
        #expect(run.output == expected)
    }

    @Test func `what was cut before an error is written`() throws {
        let folder = try folder("我来到北京\n大学")
        let files = ["lines.txt", "missing.txt"]
        let run = try Tool.run(LineCommandTests.segment + files, in: folder.url)
        #expect(run.status == 65)
        #expect(run.output == "我 来到 北京\n大学\n")
        #expect(run.errors.contains("missing.txt"))
    }

    @Test(arguments: ["", "我来到北京\n"], ["1", "2"])
    func `a bad dictionary is named, whether there is text or not`(
        text: String,
        jobs: String
    ) throws {
        let folder = try folder(text)
        try folder.write("我 3000 r\n来到\n", to: "dict.txt")
        let run = try Tool.run(
            LineCommandTests.segment + ["--jobs", jobs, "lines.txt"],
            in: folder.url
        )
        #expect(run.status == 65)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("dict.txt:2"), "\(run.errors)")
    }

    @Test func `pieces keep their lines`() throws {
        let folder = try folder("北京\r\n\n大学")
        let run = try Tool.run(["tokenize", "lines.txt"], in: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "北 京\n\n大 学\n")
    }

    /// Golden: `jieba.Tokenizer("dict.txt").cut(line, HMM=...)` of jieba 0.42.1.
    @Test(
        .enabled(if: Tool.hasJieba, "dicts/jieba/hmm.txt is not there: make setup"),
        arguments: [
            ("--hmm", "我 来到 北京 清华大学\n他 来到 了 网易 杭研 大厦\n"),
            ("--no-hmm", "我 来到 北京 清华大学\n他 来到 了 网易 杭 研 大厦\n"),
        ]
    )
    func `words are those of jieba`(option: String, words: String) throws {
        let folder = try folder()
        try folder.write(
            LineCommandTests.dictionary + "他 4000 r\n了 9000 ul\n网易 30 nz\n大厦 90 n\n",
            to: "dict.txt"
        )
        try FileManager.default.copyItem(
            at: Tool.project.appendingPathComponent("dicts/jieba/hmm.txt"),
            to: folder.url.appendingPathComponent("hmm.txt")
        )
        let run = try Tool.run(
            ["segment", option, "--dictionary", "dict.txt"],
            in: folder.url,
            input: "我来到北京清华大学\n他来到了网易杭研大厦\n"
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == words)
    }

    /// The ids are line numbers of dicts/vocab.txt, which the test looks up by itself.
    @Test func `ids are the lines of the vocabulary`() throws {
        let text = try String(
            contentsOf: Tool.project.appendingPathComponent("dicts/vocab.txt"),
            encoding: .utf8
        )
        let vocabulary = text.split(separator: "\n").map(String.init)
        let expected = try ["中", "国", "，"].map {
            try #require(vocabulary.firstIndex(of: $0))
        }
        let folder = try folder()
        let run = try Tool.run(["tokenize", "--ids"], in: folder.url, input: "中国\n，\n[MASK]\n")
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(run.status == 0, "\(run.errors)")
        #expect(lines.prefix(2) == ["\(expected[0]) \(expected[1])", "\(expected[2])"])
        let mask = try #require(vocabulary.firstIndex(of: "[MASK]"))
        #expect(lines[2] != "\(mask)", "a literal [MASK] in a text is text")
    }

    @Test func `the number of jobs changes nothing`() throws {
        // Several chunks of an eighth of a mebibyte, so that two threads have something to do.
        let line = "我来到北京" + String(repeating: "a", count: 985) + "\n"
        let folder = try folder(String(repeating: line, count: 1500))
        for verb in [LineCommandTests.segment, ["tokenize", "--ids"]] {
            let runs = try ["1", "2", "5"].map {
                try Tool.run(verb + ["--jobs", $0, "lines.txt"], in: folder.url)
            }
            #expect(runs[0].status == 0, "\(runs[0].errors)")
            #expect(runs.allSatisfy { $0.output == runs[0].output })
            #expect(runs[0].output.utf8.count(where: { $0 == 0x0A }) == 1500)
        }
    }

    @Test func `words need no libtorch`() throws {
        let folder = try folder("我来到北京\n")
        let run = try Tool.run(
            LineCommandTests.segment + ["lines.txt"],
            in: folder.url,
            environment: ["LD_DEBUG": "files"]
        )
        #expect(run.output == "我 来到 北京\n")
        #expect(run.errors.contains("libc.so"), "the dynamic linker's report is missing")
        #expect(!run.errors.lowercased().contains("torch"))
    }

    @Test func `JSON lines can be read back`() throws {
        let text = "我来到\"北京\"\\\n"
        let folder = try folder(text)
        let words = try Tool.run(
            LineCommandTests.segment + ["--json", "--offsets", "lines.txt"],
            in: folder.url
        )
        let triples = try #require(
            JSONSerialization.jsonObject(with: Data(words.output.utf8)) as? [[Any]]
        )
        for triple in triples {
            let word = try #require(triple[0] as? String)
            let start = try #require(triple[1] as? Int)
            let end = try #require(triple[2] as? Int)
            #expect(Array(text.utf8)[start..<end].elementsEqual(word.utf8))
        }
        #expect(triples.compactMap { $0[0] as? String }.joined() + "\n" == text)

        let pieces = try Tool.run(["tokenize", "--json", "lines.txt"], in: folder.url)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(pieces.output.utf8)) as? [String: Any]
        )
        #expect(Set(object.keys) == ["ids", "pieces", "offsets", "unicode_tables"])
        #expect(object["pieces"] as? [String] == ["我", "来", "到", "\"", "北", "京", "\"", "\\"])
    }

    @Test(arguments: [
        ["segment", "--offsets"],
        ["segment", "--jobs", "0"],
        ["segment", "--mode", "fast"],
        ["tokenize", "--ids", "--json"],
        ["tokenize", "--profile", "bert"],
        ["tokenize", "--never-split", "a", "--profile", "hf-fast"],
        ["build", "--partition", "2/2"],
        ["extract"],
        ["extract", "dump.7z"],
        ["sql", "shards"],
        ["nonsense"],
    ])
    func `a usage error ends with 64`(arguments: [String]) throws {
        let folder = try folder()
        let run = try Tool.run(arguments, in: folder.url)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(!run.errors.isEmpty)
    }

    @Test func `the books of an extraction add up`() throws {
        let long = String(repeating: "北京是一座有很长历史的城市。", count: 8)
        let folder = try TemporaryFolder()
        try folder.write(
            [long, "短", long, long + "清华大学在北京。"].map { "{\"text\":\"\($0)\"}\n" }.joined(),
            to: "corpus.jsonl"
        )
        let run = try Tool.run(["extract", "--layout", "text", "corpus.jsonl"], in: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count == 2)
        #expect(run.errors.contains("4 pages = 2 documents + 2 dropped"), "\(run.errors)")
        #expect(run.errors.contains("1 duplicate"), "\(run.errors)")
    }
}
