// One line in, one line out, however the text is cut into parts.

import Foundation
import Testing
import Tokenization

@Suite struct LineTokenizerTests {
    private func lines(
        of parts: [String],
        _ output: LineTokenizer.Output
    ) throws -> String {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: .google)
        let lines = LineTokenizer(tokenizer: tokenizer, output: output)
        var scratch = Tokenizer.Scratch()
        var bytes: [UInt8] = []
        for part in parts {
            Array(part.utf8).withUnsafeBufferPointer {
                lines.appendLines(of: $0, scratch: &scratch, into: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func linesAreKept() throws {
        let text = "unaffable 中\r\n\n国\u{2028}人"
        #expect(try lines(of: [text], .pieces) == "un ##aff ##able 中\n\n国 人\n")
        #expect(try lines(of: [text], .offsets) == "0-2 2-5 5-9 10-13\n\n0-3 6-9\n")
    }

    @Test func partsMakeNoDifference() throws {
        let parts = ["中国\n", "un\n\n", "able"]
        #expect(try lines(of: parts, .ids) == lines(of: [parts.joined()], .ids))
    }

    @Test func jsonIsJSON() throws {
        struct Line: Decodable, Equatable {
            var ids: [Int32]
            var pieces: [String]
            var offsets: [[Int]]
            var unicode_tables: String
        }
        let vocabulary = try Fixtures.vocabulary()
        let text = "un[中]\n\n"
        let output = try lines(of: [text], .json).split(separator: "\n")
        let decoded = try output.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(decoded.map(\.pieces) == [["un", "[", "中", "]"], []])
        #expect(decoded[0].offsets == [[0, 2], [2, 3], [3, 6], [6, 7]])
        #expect(decoded[0].ids.map(vocabulary.piece) == decoded[0].pieces)
        #expect(decoded[0].unicode_tables == Tokenizer.Profile.google.unicodeTables)
    }

    @Test func idsOfAnyLengthAreWritten() throws {
        let first: UInt32 = 0xF_0000
        let others = (first..<first + 100_102).compactMap(UnicodeScalar.init)
        let pieces = VocabularyTests.specials + others.map { String(Character($0)) }
        let vocabulary = try Vocabulary(pieces: pieces)
        let tokenizer = Tokenizer(vocabulary: vocabulary, profile: .google)
        let writer = LineTokenizer(tokenizer: tokenizer, output: .ids)
        let ids: [Int32] = [5, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 100_104]
        let text = Array(ids.map(vocabulary.piece).joined(separator: " ").utf8)
        var scratch = Tokenizer.Scratch()
        var bytes: [UInt8] = []
        text.withUnsafeBufferPointer { writer.appendLines(of: $0, scratch: &scratch, into: &bytes) }
        let expected = ids.map { "\($0)" }.joined(separator: " ") + "\n"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }
}
