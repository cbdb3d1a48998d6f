// Vocabulary files: ids are line numbers, and a file that would shift them is refused by line.

import Foundation
import Testing
import Tokenization

@Suite struct VocabularyTests {
    static let specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// Writes the text to a file and returns the error of reading it as a vocabulary.
    func failure(of text: String) throws -> TokenizationError? {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("vocabulary-\(UUID().uuidString).txt")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        do {
            _ = try Vocabulary(contentsOf: url.path)
        } catch let error as TokenizationError {
            return error
        }
        return nil
    }

    @Test func lineSeparatorsArePieces() throws {
        let pieces = Self.specials + ["\u{2028}", "##\u{2028}", "\u{85}", "a"]
        let vocabulary = try Vocabulary(pieces: pieces)
        #expect(vocabulary.count == 9)
        #expect(vocabulary.id(of: "\u{2028}") == 5)
        #expect(vocabulary.id(of: "a") == 8)
        #expect(vocabulary.pieces == pieces)
    }

    @Test func canonicallyEquivalentPiecesAreTwo() throws {
        let vocabulary = try Vocabulary(pieces: Self.specials + ["\u{E9}", "e\u{301}"])
        #expect(vocabulary.id(of: "\u{E9}") == 5)
        #expect(vocabulary.id(of: "e\u{301}") == 6)
    }

    @Test func everyPieceIsFoundAgain() throws {
        let pieces =
            Self.specials + (0x4E00..<0x6000).compactMap { UnicodeScalar($0).map { "##\($0)" } }
        let vocabulary = try Vocabulary(pieces: pieces)
        for (id, piece) in pieces.enumerated() {
            #expect(vocabulary.id(of: piece) == Int32(id))
            #expect(vocabulary.piece(Int32(id)) == piece)
        }
        #expect(vocabulary.id(of: "##") == nil)
        #expect(vocabulary.maskID == 4)
    }

    @Test(arguments: [
        ("\u{FEFF}[PAD]\n", 1, "byte order mark"),
        ("[PAD]\r\n[UNK]\r\n", 1, "carriage return"),
        ("[PAD]\n\n[UNK]\n", 2, "blank line"),
        ("[PAD]\n[UNK]\n[PAD]\n", 3, "\"[PAD]\" is also line 1"),
    ])
    func brokenFilesAreRefusedByLine(text: String, line: Int, message: String) throws {
        let error = try #require(try failure(of: text))
        #expect(error.code == .invalidVocabulary)
        #expect(error.location?.line == line)
        #expect(error.message.hasPrefix(message))
        #expect(error.message.contains("(expected"))
    }

    @Test(arguments: specials)
    func everySpecialTokenIsNeeded(token: String) throws {
        let others = Self.specials.filter { $0 != token }
        let error = try #require(try failure(of: others.joined(separator: "\n")))
        #expect(error.code == .missingSpecialToken)
        #expect(error.message.contains("no \(token) among 4 pieces"))
    }

    @Test func piecesHoldNoLineFeeds() throws {
        let error = #expect(throws: TokenizationError.self) {
            try Vocabulary(pieces: Self.specials + ["a\nb"])
        }
        #expect(error?.location?.line == 6)
    }

    @Test func absentFileIsNamed() throws {
        let error = #expect(throws: TokenizationError.self) {
            try Vocabulary(contentsOf: "no/such/vocab.txt")
        }
        #expect(error?.description.hasPrefix("no/such/vocab.txt: cannot be read") == true)
    }
}
