// A trained dictionary and model hold the counts of their corpus, and the segmenter reads them.

import Foundation
import Segmentation
import Testing

struct DictionaryTrainerTests {
    /// Two sentences; "," ends the first run of Han, so that there are three.
    static let corpus = "我  来到 北京\t,\u{3000}清华大学\r\n\n我 爱 北京\n"

    private func trained(on corpus: String) throws -> DictionaryTrainer {
        var trainer = DictionaryTrainer()
        var line = 1
        var corpus = corpus
        try corpus.withUTF8 { try trainer.add($0, path: "corpus.txt", line: &line) }
        return trainer
    }

    @Test func dictionaryHoldsEveryWordWithItsFrequencySorted() throws {
        let trainer = try trained(on: Self.corpus)
        #expect(trainer.sentences == 2)
        #expect(trainer.words == 8)
        #expect(trainer.distinctWords == 6)
        let lines = String(decoding: try trainer.dictionary(), as: UTF8.self)
        #expect(lines == ", 1\n北京 2\n我 2\n来到 1\n清华大学 1\n爱 1\n")
    }

    @Test func rareWordsAreLeftOut() throws {
        let trainer = try trained(on: Self.corpus)
        let lines = String(decoding: try trainer.dictionary(minimumFrequency: 2), as: UTF8.self)
        #expect(lines == "北京 2\n我 2\n")
        #expect(throws: SegmentationError.self) { try trainer.dictionary(minimumFrequency: 3) }
    }

    @Test func modelHoldsTheSharesOfTheCounts() throws {
        let model = String(decoding: try trained(on: Self.corpus).model(), as: UTF8.self)
        let lines = model.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let facts = lines.filter { $0[0] != "emission" }
        // Runs begin with 我 S, 清 B, 我 S; after B stand 到 E, 京 E, 华 M, 京 E; and so on.
        #expect(
            facts.map { $0.dropLast().joined(separator: " ") } == [
                "start B", "start E", "start M", "start S", "transition B E", "transition B M",
                "transition E B", "transition M E", "transition M M", "transition S B",
                "transition S S",
            ]
        )
        let shares: [Double] = [
            1.0 / 3, 0, 0, 2.0 / 3, 3.0 / 4, 1.0 / 4, 1, 0.5, 0.5, 2.0 / 3, 1.0 / 3,
        ]
        for (fact, share) in zip(facts, shares) {
            #expect(Double(fact.last ?? "") == (share == 0 ? nil : log(share)), "\(fact)")
        }
        // 北 begins two of the four words that have a beginning, and never stands elsewhere.
        let north = try #require(lines.first { $0[1] == "北" })
        #expect(north.dropFirst(2) == ["\(log(0.5))", "-", "-", "-"])
    }

    @Test func segmenterReadsWhatWasTrained() throws {
        let trainer = try trained(on: Self.corpus)
        let words = try TemporaryFile(String(decoding: trainer.dictionary(), as: UTF8.self))
        let model = try TemporaryFile(String(decoding: trainer.model(), as: UTF8.self))
        let segmenter = Segmenter(
            dictionary: try WordDictionary(contentsOf: words.path),
            model: try HiddenMarkovModel(contentsOf: model.path)
        )
        #expect(segmenter.words(in: "我爱清华大学", mode: .accurate) == ["我", "爱", "清华大学"])
    }

    @Test func splittingTheTextChangesNothing() throws {
        var parts = DictionaryTrainer()
        var line = 1
        for part in Self.corpus.split(separator: "\n", omittingEmptySubsequences: false) {
            var part = part + "\n"
            try part.withUTF8 { try parts.add($0, path: "corpus.txt", line: &line) }
        }
        let whole = try trained(on: Self.corpus)
        #expect(try parts.dictionary() == whole.dictionary())
        #expect(try parts.model() == whole.model())
    }

    @Test func errorsNameTheLine() {
        var trainer = DictionaryTrainer()
        var line = 1
        let error = #expect(throws: SegmentationError.self) {
            try Array("好\n".utf8 + [0xE5, 0xA5, 0x0A]).withUnsafeBufferPointer {
                try trainer.add($0, path: "corpus.txt", line: &line)
            }
        }
        #expect(error?.location == .init(path: "corpus.txt", line: 2))
    }

    @Test func corpusWithoutHanHasNoModel() throws {
        let trainer = try trained(on: "only Latin\n")
        #expect(throws: SegmentationError.self) { try trainer.model() }
    }
}
