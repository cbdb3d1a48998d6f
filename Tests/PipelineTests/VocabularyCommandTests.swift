// Vocabularies: trained, looked at and handed to other programs by the tool.
import Foundation
import Testing

@Suite struct VocabularyCommandTests {
    private static let specials = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

    @Test func `what is exported is read in every form`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.specials + "北\n京\nun\n##able\n", to: "vocab.txt")
        let made = try Tool.run(
            ["vocabulary", "export", "--vocabulary", "vocab.txt", "made"],
            in: folder.url
        )
        #expect(made.status == 0 && made.output == "made\n", "\(made.errors)")
        for form in ["vocab.txt", "made", "made/tokenizer.json", "made/vocab.txt"] {
            let run = try Tool.run(
                ["tokenize", "--ids", "--vocabulary", form],
                in: folder.url,
                input: "北京 unable”\n"
            )
            #expect(run.output == "5 6 7 8 1\n", "\(form): \(run.errors)")
        }
        let again = try Tool.run(
            ["vocabulary", "export", "--vocabulary", "vocab.txt", "made"],
            in: folder.url
        )
        #expect(again.status == 64)
    }

    @Test func `training reports each source and does not depend on jobs`() throws {
        let folder = try TemporaryFolder()
        try folder.write("北京北京 hello hello\n", to: "a.txt")
        try folder.write("“清华” “清华”\n", to: "b.txt")
        var vocabularies: Set<Data> = []
        for jobs in ["1", "3"] {
            let run = try Tool.run(
                ["vocabulary", "train", "--jobs", jobs, "--alphabet-limit", "6", "--output"]
                    + ["vocab\(jobs).txt", "a.txt", "b.txt"],
                in: folder.url
            )
            #expect(run.status == 0, "\(run.errors)")
            for line in ["a.txt", "b.txt", "all", "unknown characters: ", "tables: tokenizers"] {
                #expect(run.output.contains(line), "\(run.output)")
            }
            vocabularies.insert(
                try Data(contentsOf: folder.url.appendingPathComponent("vocab\(jobs).txt"))
            )
        }
        #expect(vocabularies.count == 1)
    }

    @Test(arguments: [
        ("[PAD]\r\n[UNK]\r\n", "vocab:1: carriage return (expected "),
        (specials + "a\n\nb\n", "vocab:7: blank line (expected "),
        (specials + "a\nb\na\n", "vocab:8: \"a\" is also line 6 (expected "),
        ("\u{FEFF}" + specials, "vocab:1: byte order mark (expected "),
        ("[PAD]\n[CLS]\n[SEP]\n[MASK]\n", "vocab: no [UNK] among 4 pieces (expected "),
    ])
    func `a broken vocabulary is refused by line`(text: String, message: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "vocab")
        let run = try Tool.run(["tokenize", "--vocabulary", "vocab"], in: folder.url, input: "a\n")
        #expect(run.status == 65)
        #expect(run.errors.contains(message), "\(run.errors)")
    }
}
