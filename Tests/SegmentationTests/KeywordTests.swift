// TF-IDF and TextRank give jieba's keywords with jieba's weights to the last bit (golden).

import Segmentation
import Testing

/// What jieba 0.42.1 makes of a document; made by Fixtures/generate.py.
struct KeywordCase: Decodable, CustomTestStringConvertible {
    struct Entry: Decodable, Equatable {
        let word: String
        let tag: String?
        let weight: Double
    }

    let text: String
    let tfidf: [Entry]
    let tfidfByTag: [Entry]
    let textRank: [Entry]
    let textRankByTag: [Entry]

    var testDescription: String { String(text.prefix(12)) }

    static let all: [KeywordCase] = readFixture("keywords.jsonl")
}

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct KeywordTests {
    static let frequencies = Result {
        try InverseDocumentFrequencies(contentsOf: JiebaData.path("idf.txt"))
    }

    @Test(arguments: KeywordCase.all)
    func tfidfGivesJiebasKeywords(_ golden: KeywordCase) throws {
        let extractor = TFIDF(
            segmenter: try JiebaData.segmenter(),
            tagger: try TaggerTests.loaded.get().tagger,
            frequencies: try Self.frequencies.get()
        )
        #expect(entries(extractor.keywords(in: golden.text, top: 8)) == golden.tfidf)
        let byTag = extractor.keywords(
            in: golden.text,
            top: nil,
            allowedTags: ["n", "v", "nr", "eng"],
            distinguishingTags: true
        )
        #expect(entries(byTag) == golden.tfidfByTag)
    }

    @Test(arguments: KeywordCase.all)
    func textRankGivesJiebasKeywords(_ golden: KeywordCase) throws {
        let extractor = TextRank(tagger: try TaggerTests.loaded.get().tagger)
        #expect(entries(extractor.keywords(in: golden.text, top: 8)) == golden.textRank)
        let byTag = extractor.keywords(in: golden.text, top: nil, distinguishingTags: true)
        #expect(entries(byTag) == golden.textRankByTag)
    }

    @Test func stopWordsAreLeftOut() throws {
        let file = try TemporaryFile("水库\r\n学生\n")
        let extractor = TextRank(
            tagger: try TaggerTests.loaded.get().tagger,
            stopWords: try StopWords(contentsOf: file.path)
        )
        let words = KeywordCase.all.flatMap { extractor.keywords(in: $0.text, top: nil) }
            .map(\.word)
        #expect(words.contains("程序"))
        #expect(!words.contains("水库") && !words.contains("学生"))
    }

    @Test func medianIsJiebas() throws {
        #expect(try Self.frequencies.get().median == 11.9547675029)
    }

    @Test func namesTheBadLine() throws {
        let file = try TemporaryFile("词 3.5\n词\n")
        let path = file.path
        let error = #expect(throws: SegmentationError.self) {
            try InverseDocumentFrequencies(contentsOf: path)
        }
        #expect(error?.description == "\(path):2: expected a word, a space and a number")
    }

    private func entries(_ keywords: [Keyword]) -> [KeywordCase.Entry] {
        keywords.map { .init(word: $0.word, tag: $0.tag, weight: $0.weight) }
    }
}
