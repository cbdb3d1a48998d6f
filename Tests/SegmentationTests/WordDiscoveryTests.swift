// A planted word is found with the figures that its counts give; parts and known words are not.

import Foundation
import Segmentation
import Testing

struct WordDiscoveryTests {
    private func discovered(
        in text: String,
        knowing known: String = "好 1\n",
        _ configuration: WordDiscovery.Configuration = Self.lenient
    ) throws -> (words: [DiscoveredWord], undercount: Int) {
        let file = try TemporaryFile(known)
        var discovery = WordDiscovery(
            dictionary: try WordDictionary(contentsOf: file.path),
            configuration: configuration
        )
        var text = text
        for _ in 0..<discovery.passes {
            text.withUTF8 { discovery.add($0) }
            discovery.endPass()
        }
        return (discovery.words(), discovery.undercount)
    }

    /// In a text so short even a word hardly holds together better than chance has it.
    private static let lenient = {
        var configuration = WordDiscovery.Configuration()
        configuration.minimumCohesion = 1
        return configuration
    }()

    /// 葡萄 twenty times, each between other characters, which occur nowhere else.
    private static let planted = (0..<20).map { index in
        let before = Unicode.Scalar(UInt32(0x5000 + index)).map(String.init) ?? ""
        let after = Unicode.Scalar(UInt32(0x6000 + index)).map(String.init) ?? ""
        return "\(before)葡萄\(after)。\n"
    }.joined()

    @Test func plantedWordIsFound() throws {
        let words = try discovered(in: Self.planted).words
        #expect(words.map(\.word) == ["葡萄"])
        let word = try #require(words.first)
        #expect(word.frequency == 20)
        #expect(abs(word.cohesion - log(20.0 * 80 / (20 * 20))) < 1e-12)
        #expect(abs(word.leftEntropy - log(20)) < 1e-12)
        #expect(abs(word.rightEntropy - log(20)) < 1e-12)
    }

    @Test func endsOfRunsAreNeighboursOfTheirOwn() throws {
        let word = try #require(try discovered(in: Self.planted + "葡萄葡萄").words.first)
        #expect(word.frequency == 22)
        // Before: 20 others, one end, one 萄.
        #expect(abs(word.leftEntropy - log(22)) < 1e-12)
    }

    @Test func knownWordsAreSkipped() throws {
        #expect(try discovered(in: Self.planted, knowing: "葡萄 3\n").words.isEmpty)
    }

    @Test func partOfAWordIsNone() throws {
        let text = Self.planted.replacingOccurrences(of: "葡萄", with: "葡萄酒")
        #expect(try discovered(in: text).words.map(\.word) == ["葡萄酒"])
    }

    /// 葡萄 and 石榴 hold together alike, but 石榴 stands in less varied company.
    @Test func variedCompanyComesFirst() throws {
        let monotonous = (0..<20).map { ["甲", "乙", "丙", "丁", "戊"][$0 % 5] + "石榴。\n" }
        let words = try discovered(in: monotonous.joined() + Self.planted).words
        #expect(words.map(\.word) == ["葡萄", "石榴"])
        #expect(words[0].cohesion == words[1].cohesion)
    }

    @Test func rareStringsAreLeftOut() throws {
        var configuration = Self.lenient
        configuration.minimumFrequency = 21
        #expect(try discovered(in: Self.planted, configuration).words.isEmpty)
    }

    /// Counts agree with those of a plain search, whatever the length.
    @Test func frequenciesAreExact() throws {
        var generator = SeededGenerator(state: 7)
        let alphabet = Array("天地人山水火")
        let text = (0..<6000).map { _ in
            generator.next(below: 9) == 0 ? "，" : String(alphabet[generator.next(below: 6)])
        }.joined()
        var configuration = Self.lenient
        configuration.minimumFrequency = 2
        configuration.minimumCohesion = -.infinity
        configuration.minimumEntropy = 0
        let (words, undercount) = try discovered(in: text, configuration)
        #expect(undercount == 0)
        #expect(Set(words.map(\.word.count)) == [2, 3, 4, 5, 6])
        let points = text.unicodeScalars.map(\.value)
        for word in words where word.frequency % 16 == 5 {
            let wanted = word.word.unicodeScalars.map(\.value)
            let starts = points.indices.filter { points[$0...].starts(with: wanted) }
            #expect(starts.count == word.frequency, "\(word.word)")
        }
    }

    @Test func frequentWordSurvivesASmallTable() throws {
        var configuration = Self.lenient
        configuration.capacity = 16
        configuration.minimumEntropy = 0
        let (words, undercount) = try discovered(in: Self.planted, configuration)
        #expect(undercount > 0)
        let word = try #require(words.first { $0.word == "葡萄" })
        #expect((20 - undercount...20).contains(word.frequency))
    }
}
