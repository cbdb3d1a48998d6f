// Vocabularies equal to Hugging Face's, whatever order the text came in.
// Fixtures are written by Tests/conformance/make-tokenization-goldens.py.

import Foundation
import Testing
import Tokenization

@Suite struct WordPieceTrainerTests {
    private struct Golden: Decodable {
        var lines: [String]
        var specialTokens: [String]
        var size: Int
        var frequency: Int
        var pieces: [String]

        static func all() throws -> [Golden] {
            let url = Fixtures.folder.appendingPathComponent("trainings.json")
            return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
        }

        var configuration: WordPieceTrainer.Configuration {
            var configuration = WordPieceTrainer.Configuration()
            configuration.size = size
            configuration.minimumFrequency = frequency
            configuration.specialTokens = specialTokens
            return configuration
        }
    }

    private func counts(of lines: some Sequence<String>) -> WordCounts {
        var counts = WordCounts(profile: .hfFast)
        for line in lines { counts.add(line) }
        return counts
    }

    @Test func vocabulariesAreHuggingFaces() throws {
        for golden in try Golden.all() {
            let trainer = WordPieceTrainer(configuration: golden.configuration)
            #expect(try trainer.vocabulary(from: counts(of: golden.lines)).pieces == golden.pieces)
        }
    }

    @Test func orderAndPartsOfTheTextMakeNoDifference() throws {
        let golden = try #require(try Golden.all().last)
        let half = golden.lines.count / 2
        var merged = counts(of: golden.lines[half...].reversed())
        merged.merge(counts(of: golden.lines[..<half]))
        let trainer = WordPieceTrainer(configuration: golden.configuration)
        #expect(try trainer.vocabulary(from: merged).pieces == golden.pieces)
    }

    @Test func rareCharactersAreLeftOut() throws {
        let text = ["aaaa aaaa bb 中中 ”"]
        var configuration = WordPieceTrainer.Configuration()
        configuration.size = 0
        func characters() throws -> [String] {
            let trainer = WordPieceTrainer(configuration: configuration)
            let pieces = try trainer.vocabulary(from: counts(of: text)).pieces
            return pieces.dropFirst(5).filter { !$0.hasPrefix("##") }
        }
        #expect(try characters() == ["a", "b", "”", "中"])
        configuration.alphabetLimit = 2
        #expect(try characters() == ["a", "b"])
        configuration.alphabetLimit = nil
        configuration.characterCoverage = 10.0 / 13
        #expect(try characters() == ["a", "b"])
        configuration.alphabet = "—”"
        #expect(try characters() == ["a", "b", "—", "”"])
    }

    @Test func hanCharactersMayContinue() throws {
        var configuration = WordPieceTrainer.Configuration()
        configuration.continuesHan = true
        let trainer = WordPieceTrainer(configuration: configuration)
        let vocabulary = try trainer.vocabulary(from: counts(of: ["中 国 ab"]))
        #expect(vocabulary.id(of: "##中") != nil && vocabulary.id(of: "##国") != nil)
        #expect(vocabulary.id(of: "##a") == nil)
    }
}
