// Precision, recall and the recall of unknown words are those counted by hand.

import Segmentation
import Testing

struct SegmentationScoreTests {
    @Test func wordsAreRightWhereBothEndsAre() {
        var score = SegmentationScore()
        // Gold: ab c de fg; found: ab cd e fg.
        score.add(gold: [0..<2, 2..<3, 3..<5, 5..<7], found: [0..<2, 2..<4, 4..<5, 5..<7]) {
            $0.lowerBound >= 3
        }
        score.add(gold: [], found: []) { _ in true }
        #expect(score.sentences == 1)
        #expect((score.goldWords, score.foundWords, score.correctWords) == (4, 4, 2))
        #expect((score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5))
        #expect((score.unknownRecall, score.knownRecall) == (0.5, 0.5))
    }

    @Test func f1IsTheHarmonicMean() {
        var score = SegmentationScore()
        score.add(gold: [0..<4, 4..<6], found: [0..<1, 1..<2, 2..<4, 4..<6]) { _ in false }
        #expect((score.precision, score.recall) == (0.25, 0.5))
        #expect(abs(score.f1 - 1 / 3) < 1e-15)
        #expect(score.unknownRecall.isNaN)
    }

    @Test func segmenterIsScoredOnGoldLines() throws {
        let words = try TemporaryFile("来到 9\n北京 9\n大学 9\n")
        let segmenter = Segmenter(
            dictionary: try WordDictionary(contentsOf: words.path),
            model: nil
        )
        var score = SegmentationScore()
        var scratch = Segmenter.Scratch()
        // Found: 我 来到 北京 清 华 大学 。 Gold words out of vocabulary: 我 and 清华, not 。
        var gold = "\u{FEFF}我 来到  北京 清华\u{3000}大学 。\r\n\n"
        gold.withUTF8 { score.add(gold: $0, segmenter: segmenter, scratch: &scratch) }
        #expect(score.sentences == 1)
        #expect((score.goldWords, score.foundWords, score.correctWords) == (6, 7, 5))
        #expect((score.unknownWords, score.correctUnknownWords) == (2, 1))
    }
}
