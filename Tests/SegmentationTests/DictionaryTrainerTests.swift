// What the trainer counts is what the segmenter then knows.

import Foundation
import Segmentation
import Testing

struct DictionaryTrainerTests {
    private func trained() -> DictionaryTrainer {
        var trainer = DictionaryTrainer()
        trainer.add(line: "我 爱 北京  天安门")
        trainer.add(line: "我 在 北京 ， 我 爱 Swift")
        return trainer
    }

    @Test func countsWordsByFalling() {
        #expect(
            trained().dictionary()
                == "我 3\n北京 2\n爱 2\nSwift 1\n在 1\n天安门 1\n， 1\n"
        )
        #expect(trained().dictionary(minimumCount: 2) == "我 3\n北京 2\n爱 2\n")
    }

    /// By hand: of 3 sequences all begin with S; S is followed by S 3 times and by B 2 times...
    @Test func estimatesTheModelByRelativeFrequency() {
        let lines = trained().model().split(separator: "\n").map(String.init)
        #expect(lines.contains("start S 0.0"))
        #expect(lines.contains("start B -"))
        #expect(lines.contains("transition S S \(log(3.0 / 5))"))
        #expect(lines.contains("transition S B \(log(2.0 / 5))"))
        #expect(lines.contains("transition E B 0.0"))
        #expect(lines.contains("transition M E 0.0"))
        #expect(lines.contains("emission 北 \(log(2.0 / 3)) - - -"))
        #expect(lines.contains("emission 安 - - 0.0 -"))
        #expect(lines.contains("emission 我 - - - \(log(3.0 / 6))"))
    }

    @Test func segmenterReadsWhatTheTrainerWrites() throws {
        let dictionary = try TemporaryFile(trained().dictionary())
        let model = try TemporaryFile(trained().model())
        let segmenter = Segmenter(
            dictionary: try WordDictionary(contentsOf: dictionary.path),
            model: try HiddenMarkovModel(contentsOf: model.path)
        )
        #expect(
            segmenter.words(in: "我在天安门，我爱天京", mode: .accurate)
                == ["我", "在", "天安门", "，", "我", "爱", "天京"]
        )
    }
}
