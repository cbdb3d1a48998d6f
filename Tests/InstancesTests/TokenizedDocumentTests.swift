import Instances
import Testing
import Tokenization

@Suite struct TokenizedDocumentTests {
    private func sentence(_ pieces: [Range<Int>], words: [Range<Int>]) -> TokenizedSentence {
        let pieces = pieces.enumerated().map { Piece(id: Int32($0), range: $1) }
        return TokenizedSentence(pieces: pieces, words: words)
    }

    @Test func aPieceBelongsToTheWordThatHoldsItsStart() {
        let sentence = sentence([0..<3, 3..<6, 6..<9, 9..<12], words: [0..<6, 6..<9, 9..<12])
        #expect(sentence.ids == [0, 1, 2, 3])
        #expect(sentence.words == [0, 0, 1, 2])
        #expect(sentence.mergedWords == 0)
    }

    @Test func wordsOfAnyLengthStayWhole() {
        let sentence = sentence((0..<12).map { $0 * 3..<$0 * 3 + 3 }, words: [0..<36])
        #expect(sentence.words == [Int32](repeating: 0, count: 12))
    }

    @Test func aPieceAcrossABoundaryMergesTheWords() {
        let sentence = sentence([0..<2, 2..<5, 5..<6, 6..<7], words: [0..<3, 3..<4, 4..<6, 6..<7])
        #expect(sentence.words == [0, 0, 0, 1])
        #expect(sentence.mergedWords == 2)
    }

    @Test func wordsWithoutAPieceGetNoNumber() {
        let sentence = sentence([0..<2, 3..<5], words: [0..<2, 2..<3, 3..<5])
        #expect(sentence.words == [0, 1])
    }

    @Test func piecesOutsideEveryWordAreWordsOfTheirOwn() {
        let sentence = sentence([0..<1, 1..<2, 2..<3, 3..<4], words: [1..<2, 3..<4])
        #expect(sentence.words == [0, 1, 2, 3])
    }
}
