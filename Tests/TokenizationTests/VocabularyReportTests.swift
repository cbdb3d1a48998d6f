// What a vocabulary does not know is counted, and what would help is named.

import Testing
import Tokenization

@Suite struct VocabularyReportTests {
    @Test func unknownCharactersAreRankedByWhatTheyWouldRescue() throws {
        let vocabulary = try Vocabulary(
            pieces: VocabularyTests.specials + ["中", "a", "##b", "，"]
        )
        var counts = WordCounts(profile: .google)
        counts.add("“中”，“中” abz abz zz")
        let report = VocabularyReport(vocabulary: vocabulary, counts: counts)
        #expect(report.words == 10)
        #expect(report.unknownWords == 7)
        #expect(report.characters == 15)
        #expect(report.knownCharacters == 7)
        #expect(report.unknownCharacters.map(\.character) == ["z", "“", "”"])
        #expect(report.unknownCharacters.map(\.count) == [4, 2, 2])
        #expect(report.suggestions.map(\.character) == ["“", "”"])
        #expect(report.unknownRate == 0.7)
    }

    @Test func noTextIsCovered() throws {
        let vocabulary = try Vocabulary(pieces: VocabularyTests.specials)
        let report = VocabularyReport(vocabulary: vocabulary, counts: WordCounts(profile: .google))
        #expect(report.coverage == 1 && report.unknownRate == 0)
    }
}
