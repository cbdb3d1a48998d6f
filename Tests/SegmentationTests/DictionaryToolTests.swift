// The tools for those who make dictionaries: lint, explanation, score, compiled form.

import Foundation
import Segmentation
import Testing

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct DictionaryToolTests {
    @Test func lintFindsEachMistakeOfAMainDictionary() throws {
        let file = try TemporaryFile(
            "中 1000 n\n国 1000 n\n中国 1 ns\nγ射线 3 n\nB超 3 n\nB超 4 n\n词 3 NZ\n句 2 n v\n"
        )
        let dictionary = try WordDictionary(contentsOf: file.path)
        let findings = try DictionaryLinter(dictionary: dictionary)
            .findings(inContentsOf: file.path, format: .main)
        let path = file.path
        #expect(
            findings.map(\.description) == [
                "\(path):3: 中国: is always cut into 中 国; needs a frequency of 497",
                "\(path):4: γ射线: never found, because \"γ\" always stands by itself",
                "\(path):6: B超: was in line 5 already",
                "\(path):7: 词: has the tag \"NZ\" (expected lower-case letters and digits)",
                "\(path):8: 句: has more fields than word, frequency and tag, so the tag is lost",
            ]
        )
    }

    @Test func lintFindsWhatAUserDictionarySwallows() throws {
        let file = try TemporaryFile("云计算 5 n\n词 3 NZ\n语\t4\n《三体》 3\n")
        let dictionary = try WordDictionary(
            contentsOf: JiebaData.path("dict.txt"),
            userDictionaries: [file.path]
        )
        let problems = try DictionaryLinter(dictionary: dictionary)
            .findings(inContentsOf: file.path, format: .user).map(\.problem)
        #expect(
            problems == [
                .swallowed("NZ"), .unreachable(character: " "), .tab,
                .unreachable(character: "\t"), .unreachable(character: "《"),
            ]
        )
    }

    @Test func lintKnowsJiebasOwnMistakes() throws {
        let problems = try DictionaryLinter(dictionary: JiebaData.loaded.get().dictionary)
            .findings(inContentsOf: JiebaData.path("dict.txt"), format: .main)
        #expect(problems.filter { $0.word == "γ射线" }.count == 1)
        #expect(
            problems.contains {
                if case .duplicate = $0.problem { $0.word == "B超" } else { false }
            }
        )
    }

    @Test func explanationHoldsTheGraphAndTheRoute() throws {
        let explanation = try JiebaData.segmenter().explanation(of: "他来到了网易杭研大厦。")
        let text = Array(explanation.text.utf8)
        let pieces = explanation.edges.map { String(decoding: text[$0.bytes], as: UTF8.self) }
        #expect(pieces == ["他", "来", "来到", "到", "了", "网", "网易", "易", "杭", "研", "大", "大厦", "厦"])
        let chosen = zip(pieces, explanation.edges).filter { $1.isChosen }.map(\.0)
        #expect(chosen == ["他", "来到", "了", "网易", "杭", "研", "大厦"])
        #expect(explanation.edges.first { $0.isChosen }?.frequency == 401_339)
        #expect(explanation.blocks == [0..<30])
        // The model joins what the route leaves single: B and E make a word.
        #expect(explanation.steps.map(\.state) == ["B", "E"])
        #expect(explanation.steps.map(\.bytes) == [18..<21, 21..<24])
        let lines = explanation.description.split(separator: "\n")
        #expect(lines[0].hasPrefix("  他来到了网易杭研大厦"))
        #expect(lines[3].hasPrefix("*   来到  "))
        #expect(lines.last == "他 / 来到 / 了 / 网易 / 杭研 / 大厦 / 。")
    }

    @Test func scoreCountsAsSIGHANDoes() throws {
        var score = SegmentationScore()
        let segmenter = try JiebaData.segmenter()
        // 杭研 is unknown and found; 计算所 is known here in two parts.
        score.add(reference: "他  来到 了 网易 杭研 大厦", segmenter: segmenter)
        score.add(reference: "中国 科学院 计算所", segmenter: segmenter)
        #expect((score.expected, score.found, score.correct) == (9, 8, 7))
        #expect((score.unknown, score.unknownCorrect) == (1, 1))
        #expect(score.precision == 7.0 / 8 && score.recall == 7.0 / 9 && score.f1 == 14.0 / 17)
        #expect(SegmentationScore().f1 == 0)
        // Punctuation and numbers are in no dictionary, but not unknown words either.
        score.add(reference: "， 1998 ％ 丅", segmenter: segmenter)
        #expect((score.expected, score.unknown) == (13, 2))
    }

    @Test func compiledDictionaryIsTheSameAndFollowsItsSource() throws {
        let source = try TemporaryFile("中 5 n\n中国 7 ns\n国 3 n\n")
        let compiled = try TemporaryFile("not a compiled dictionary")
        func load() throws -> WordDictionary {
            try WordDictionary(contentsOf: source.path, compiled: compiled.path)
        }
        let direct = try WordDictionary(contentsOf: source.path)
        for _ in 0..<2 {
            let dictionary = try load()
            for word in ["中", "中国", "国", "x"] {
                #expect(dictionary.frequency(of: word) == direct.frequency(of: word))
                #expect(dictionary.tag(of: word) == direct.tag(of: word))
            }
            #expect(dictionary.total == 15)
        }
        try Data("中 5 n\n中国 70 ns\n".utf8).write(to: URL(filePath: source.path))
        #expect(try load().frequency(of: "中国") == 70)
        // A flipped byte is noticed.
        var bytes = try Data(contentsOf: URL(filePath: compiled.path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: compiled.path))
        #expect(try load().frequency(of: "中国") == 70)
        #expect(try Data(contentsOf: URL(filePath: compiled.path)) != bytes)
    }
}
