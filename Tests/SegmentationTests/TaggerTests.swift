// The tagger gives jieba's words and tags (golden), with the model and without.

import Foundation
import Segmentation
import Testing

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct TaggerTests {
    static let loaded = Result {
        let dictionary = try JiebaData.loaded.get().dictionary
        let model = try TaggingModel(contentsOf: JiebaData.path("posseg.txt"))
        return (
            tagger: Tagger(dictionary: dictionary, model: model),
            plain: Tagger(dictionary: dictionary, model: nil)
        )
    }

    @Test(arguments: GoldenCase.all)
    func givesJiebasTags(_ golden: GoldenCase) throws {
        let (tagger, plain) = try Self.loaded.get()
        #expect(joined(tagger.words(in: golden.text)) == golden.tags.map { Array($0.utf8) })
        #expect(
            joined(plain.words(in: golden.text)) == golden.tagsWithoutModel.map { Array($0.utf8) }
        )
    }

    @Test func userWordsHaveTheirTagsOrNone() throws {
        var dictionary = try JiebaData.loaded.get().dictionary
        try dictionary.add("今天天气不错", frequency: 9_999_999, tag: "zz")
        try dictionary.add("石墨烯", frequency: 9_999_999)
        let tagger = Tagger(dictionary: dictionary, model: nil)
        let found = tagger.words(in: "今天天气不错石墨烯").map { "\($0.word)/\($0.tag)" }
        #expect(found == ["今天天气不错/zz", "石墨烯/x"])
        #expect(dictionary.tag(of: "今天天气不错") == "zz")
        #expect(dictionary.tag(of: "北京") == "ns")
    }

    @Test func compiledModelTagsTheSameAndFollowsItsSource() throws {
        let text = try String(contentsOfFile: JiebaData.path("posseg.txt"), encoding: .utf8)
        let source = try TemporaryFile(text)
        let compiled = try TemporaryFile("not a compiled model")
        let direct = try Self.loaded.get().tagger
        for _ in 0..<2 {
            let model = try TaggingModel(contentsOf: source.path, compiled: compiled.path)
            let tagger = Tagger(dictionary: direct.dictionary, model: model)
            for golden in GoldenCase.all {
                #expect(joined(tagger.words(in: golden.text)) == golden.tags.map { Array($0.utf8) })
            }
        }
        try Data("nothing".utf8).write(to: URL(filePath: source.path))
        #expect(throws: SegmentationError.self) {
            try TaggingModel(contentsOf: source.path, compiled: compiled.path)
        }
    }

    /// Runs of unknown characters of every length, known and unknown to the model, with memory that
    /// other runs and another tagger have used and with fresh memory.
    @Test func runsLeaveNothingBehind() throws {
        let tagger = try Self.loaded.get().tagger
        var generator = SeededGenerator(state: 7)
        let characters = "鐿鑫淼仝翀邡龘亹伱佗妤妍玥祎彧".unicodeScalars.map { $0 }
        let lines = (0..<400).map { _ in
            String(
                String.UnicodeScalarView(
                    (0...generator.next(below: 12)).map { _ in
                        characters[generator.next(below: characters.count)]
                    }
                )
            )
        }
        // Their characters have the same codes, the other way round.
        let others = try [characters, characters.reversed()].map { characters in
            let words = characters.enumerated().map { "\($0.element) \(99 - $0.offset)\n" }
            let source = try TemporaryFile(words.joined())
            return Tagger(
                dictionary: try WordDictionary(contentsOf: source.path),
                model: tagger.model
            )
        }
        var scratch = Tagger.Scratch()
        for tagger in [tagger] + others {
            for line in lines + lines {
                var words: [Tagger.TaggedWord] = []
                var text = line
                text.withUTF8 { tagger.words(in: $0, scratch: &scratch, into: &words) }
                let fresh = tagger.words(in: line)
                #expect(words.map(\.tag) == fresh.map(\.tag))
                #expect(words.map(\.bytes.count) == fresh.map { $0.word.utf8.count })
            }
        }
    }

    @Test(arguments: [
        ("start B/n -1\ntransition B/n E/n -1\n", 2), ("start B/n -1\nstart B/a -1\n", 2),
        ("start B -1\n", 1), ("start B/n -1\nemission B/n 中\n", 2), ("what\n", 1),
    ])
    func namesTheBadLine(content: String, line: Int) throws {
        let file = try TemporaryFile(content)
        let path = file.path
        let error = #expect(throws: SegmentationError.self) {
            try TaggingModel(contentsOf: path)
        }
        #expect(error?.location == .init(path: path, line: line))
    }

    private func joined(_ words: [(word: Substring, tag: String)]) -> [[UInt8]] {
        words.map { Array("\($0.word)/\($0.tag)".utf8) }
    }
}
