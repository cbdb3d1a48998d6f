// Counts of words: exact while memory lasts, and lower bounds with a known error beyond.

import Testing
import Tokenization

@Suite struct WordCountsTests {
    /// A frequent word in each line, and one that occurs once.
    private func text(lines: Range<Int>) -> String {
        lines.map { "often word\($0)\n" }.joined()
    }

    @Test func rareWordsAreForgottenFirst() {
        var counts = WordCounts(profile: .google, memoryLimit: 2_000)
        for start in stride(from: 0, to: 1_000, by: 20) {
            var part = WordCounts(profile: .google, memoryLimit: 2_000)
            part.add(text(lines: start..<start + 20))
            counts.merge(part)
        }
        #expect(counts.spellingCount < 2_000 / 24)
        #expect(counts.uncountedWords == 1_000 + 1 - counts.spellingCount)
        #expect(counts.largestUndercount > 0)
        var vocabulary = WordPieceTrainer.Configuration()
        vocabulary.size = 100
        #expect(throws: Never.self) {
            let pieces = try WordPieceTrainer(configuration: vocabulary).vocabulary(from: counts)
            #expect(pieces.id(of: "often") != nil)
        }
    }

    @Test func nothingIsForgottenWhileMemoryLasts() {
        var counts = WordCounts(profile: .google)
        counts.add(text(lines: 0..<1_000))
        #expect(counts.spellingCount == 1_001)
        #expect(counts.uncountedWords == 0 && counts.largestUndercount == 0)
    }
}
