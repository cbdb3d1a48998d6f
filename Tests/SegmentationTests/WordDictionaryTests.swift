// Editing follows jieba's arithmetic, and bad files are named with their line.

import Foundation
import Segmentation
import Testing

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct WordDictionaryTests {
    @Test func holdsWhatJiebaHolds() throws {
        let dictionary = try JiebaData.loaded.get().dictionary
        #expect(dictionary.total == 60_101_967)
        #expect(dictionary.frequency(of: "B超") == 3)
        #expect(dictionary.frequency(of: "T") == 0)
        #expect(dictionary.frequency(of: "的") == 318_825)
        #expect(dictionary.frequency(of: "石墨烯") == nil)
    }

    /// jieba: `add_word("石墨烯")` twice gives 1, then 2, and the total keeps both.
    @Test func addedAgainAWordDrifts() throws {
        var dictionary = try JiebaData.loaded.get().dictionary
        try dictionary.add("石墨烯")
        #expect(dictionary.frequency(of: "石墨烯") == 1)
        try dictionary.add("石墨烯")
        #expect(dictionary.frequency(of: "石墨烯") == 2)
        #expect(dictionary.total == 60_101_970)
    }

    /// Copies share the memory of their words, and the mapped file, until one is edited.
    @Test func editingChangesNoCopy() throws {
        let source = JiebaData.path("dict.txt")
        let compiled = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(UUID().uuidString).compiled").path
        defer { unlink(compiled) }
        _ = try WordDictionary(contentsOf: source, compiled: compiled)
        let mapped = try WordDictionary(contentsOf: source, compiled: compiled)
        var one = mapped
        try one.add("石墨烯", frequency: 7, tag: "n")
        let before = one
        var other = mapped
        try one.add("石墨烯", frequency: 9)
        try one.add("石墨烯膜", frequency: 3)
        try other.remove("的")
        #expect(mapped.frequency(of: "石墨烯") == nil && mapped.frequency(of: "的") == 318_825)
        #expect(before.frequency(of: "石墨烯") == 7 && before.frequency(of: "石墨烯膜") == nil)
        #expect(one.frequency(of: "石墨烯") == 9 && one.frequency(of: "石墨烯膜") == 3)
        #expect(other.frequency(of: "的") == 0 && one.frequency(of: "的") == 318_825)
    }

    @Test func deletedWordIsNotJoined() throws {
        var (dictionary, model) = try JiebaData.loaded.get()
        try dictionary.remove("今天天气")
        #expect(words("今天天气不错", dictionary, model) == ["今天", "天气", "不错"])
        #expect(words("他来到了网易杭研大厦", dictionary, model)[4] == "杭研")
        try dictionary.remove("杭研")
        #expect(words("他来到了网易杭研大厦", dictionary, model)[4...5] == ["杭", "研"])
    }

    /// The words of jieba 0.42.1 before and after `add_word`, of Latin that begins no word of its own.
    @Test func addedLatinIsFound() throws {
        var (dictionary, model) = try JiebaData.loaded.get()
        let text = "azz，zzz，4zq，x_y，A4zq的"
        #expect(
            words(text, dictionary, model).joined(separator: "/")
                == "azz/，/zzz/，/4zq/，/x/_/y/，/A4zq/的"
        )
        try dictionary.add("zz", frequency: 900)
        try dictionary.add("4zq", frequency: 5)
        try dictionary.add("x_", frequency: 3)
        #expect(
            words(text, dictionary, model).joined(separator: "/")
                == "a/zz/，/zz/z/，/4zq/，/x_/y/，/A/4zq/的"
        )
    }

    /// jieba: `suggest_freq(("中", "将"))` is 494, `suggest_freq("台中")` is 69.
    @Test func suggestsJiebasFrequencies() throws {
        let dictionary = try JiebaData.loaded.get().dictionary
        #expect(dictionary.suggestedFrequency(splitting: ["中", "将"]) == 494)
        #expect(dictionary.suggestedFrequency(joining: "台中") == 69)
    }

    /// `jieba.suggest_freq(word)` of jieba 0.42.1.
    @Test(arguments: [
        ("的了", 4688), ("的的的", 9), ("今天天气", 4), ("A的", 1), ("vm的", 1), ("C+我们", 1),
        ("我·的", 1), ("，的", 1), ("在𠀀中", 1), ("T恤的", 1), ("X1在", 1), ("我的 你", 1),
    ])
    func suggestsJiebasFrequencyOfAnyWord(word: String, frequency: Int) throws {
        let dictionary = try JiebaData.loaded.get().dictionary
        #expect(dictionary.suggestedFrequency(joining: word) == frequency)
    }

    /// What a process that was killed left behind is used up, not kept.
    @Test func compilesOverALeftover() throws {
        let source = try TemporaryFile("中国 5\n中 3\n")
        let compiled = source.path + ".compiled"
        let leftover = compiled + ".partial"
        defer { unlink(compiled) }
        try Data("left over, and longer than it will be".utf8)
            .write(to: URL(filePath: leftover))
        for _ in 0..<2 {
            let dictionary = try WordDictionary(contentsOf: source.path, compiled: compiled)
            #expect(dictionary.frequency(of: "中国") == 5)
            #expect(FileManager.default.fileExists(atPath: compiled))
            #expect(!FileManager.default.fileExists(atPath: leftover))
        }
    }

    @Test func readsEveryFormOfUserDictionary() throws {
        let file = try TemporaryFile(
            "\u{FEFF}云计算 5\r\n李小福 2 nr\n\n创新办 3 i\neasy_install 3 eng\n好用 300\n韩玉赏鉴 nz\n台中\n"
                + "词 3 NZ\n词\t4\nEdu Trust认证 2000\n"
        )
        let dictionary = try WordDictionary(
            contentsOf: JiebaData.path("dict.txt"),
            userDictionaries: [file.path]
        )
        #expect(dictionary.frequency(of: "云计算") == 5)
        #expect(dictionary.frequency(of: "李小福") == 2)
        #expect(dictionary.frequency(of: "韩玉赏鉴") == 1)
        #expect(dictionary.frequency(of: "台中") == 69)
        #expect(dictionary.frequency(of: "词 3 NZ") == 1)
        #expect(dictionary.frequency(of: "词\t4") == 1)
        #expect(dictionary.frequency(of: "Edu Trust认证") == 2000)
    }

    @Test func manyAddedWordsAreFoundAndOthersStay() throws {
        var dictionary = try JiebaData.loaded.get().dictionary
        var generator = SeededGenerator(state: 3)
        var added: [String: Int] = [:]
        for _ in 0..<300 {
            let scalars = (0...generator.next(below: 4)).compactMap { _ in
                Unicode.Scalar(UInt32(0x4E00 + generator.next(below: 0x5200)))
            }
            let word = String(String.UnicodeScalarView(scalars))
            added[word] = 1 + generator.next(below: 1000)
            try dictionary.add(word, frequency: added[word])
        }
        for (word, frequency) in added {
            #expect(dictionary.frequency(of: word) == frequency)
        }
        #expect(dictionary.frequency(of: "中国科学院") == 873)
    }

    @Test(arguments: [
        ("词 3\n词\n", ":2: expected a word, a space and its frequency, a number from 0"),
        ("词 x n\n", ":1: expected a word, a space and its frequency, a number from 0"),
        ("词 -1\n", ":1: expected a word, a space and its frequency, a number from 0"),
        ("", ": expected at least one word with a frequency above 0"),
    ])
    func namesTheBadLine(content: String, message: String) throws {
        let file = try TemporaryFile(content)
        let path = file.path
        let error = #expect(throws: SegmentationError.self) {
            try WordDictionary(contentsOf: path)
        }
        #expect(error?.description == path + message)
    }

    @Test func namesTheMissingFile() {
        let error = #expect(throws: SegmentationError.self) {
            try WordDictionary(contentsOf: "no/such/dict.txt")
        }
        #expect(error?.description == "no/such/dict.txt: cannot read: No such file or directory")
    }

    @Test func wordsMayHaveAnyLengthUpToTheLimit() throws {
        let long = "龘" + String(repeating: "中", count: 65_534)
        let file = try TemporaryFile("\(long) 3\n中 5\n")
        let dictionary = try WordDictionary(contentsOf: file.path)
        #expect(words("中" + long + "中", dictionary, nil) == ["中", long, "中"])
        let longer = try TemporaryFile("\(long)中 3\n")
        let path = longer.path
        #expect(throws: SegmentationError.self) { try WordDictionary(contentsOf: path) }
    }

    private func words(
        _ text: String,
        _ dictionary: WordDictionary,
        _ model: HiddenMarkovModel?
    ) -> [String] {
        Segmenter(dictionary: dictionary, model: model).words(in: text, mode: .accurate)
            .map(String.init)
    }
}
