// Pairs, truncation and decoding against Hugging Face's own results.
// Fixtures are written by Tests/conformance/make-tokenization-goldens.py.

import Foundation
import Testing
import Tokenization

@Suite struct PairEncoderTests {
    private struct Golden: Decodable {
        struct Fast: Decodable {
            var ids: [Int32]
            var segments: [UInt8]
        }
        var first: String
        var second: String?
        var truncation: Truncation
        var length: Int?
        var fast: Fast?
        var slow: [Int32]?
    }

    /// The encoding, or nil where the texts cannot be cut.
    private func encoding(of golden: Golden, _ tokenizer: Tokenizer) throws -> Encoding? {
        let encoder = PairEncoder(
            tokenizer: tokenizer,
            maximumLength: golden.length,
            truncation: golden.truncation
        )
        do {
            return try encoder.encode(golden.first, golden.second)
        } catch let error as TokenizationError {
            #expect(error.code == .cannotTruncate)
            return nil
        }
    }

    @Test func pairsAreCutAsHuggingFaceCutsThem() throws {
        let url = Fixtures.folder.appendingPathComponent("encodings.json")
        let vocabulary = try Fixtures.vocabulary()
        let fast = Tokenizer(vocabulary: vocabulary, profile: .hfFast, specialTokens: .special)
        let slow = Tokenizer(vocabulary: vocabulary, profile: .hfSlow, specialTokens: .special)
        for golden in try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url)) {
            let encoding = try encoding(of: golden, fast)
            #expect(encoding?.ids == golden.fast?.ids, "\(golden)")
            #expect(encoding?.segments == golden.fast?.segments, "\(golden)")
            #expect(try self.encoding(of: golden, slow)?.ids == golden.slow, "\(golden)")
        }
    }

    @Test func paddingFollowsWhatIsAttended() throws {
        let vocabulary = try Fixtures.vocabulary()
        let tokenizer = Tokenizer(vocabulary: vocabulary, profile: .google)
        let batch = try PairEncoder(tokenizer: tokenizer).encode(
            batch: [("中", "un"), ("中国人", "Café un"), ("", nil)])
        #expect(batch.map(\.count) == [8, 8, 8])
        #expect(
            batch[0].ids.map(vocabulary.piece).suffix(4) == ["[SEP]", "[PAD]", "[PAD]", "[PAD]"]
        )
        #expect(batch[0].isAttended == [true, true, true, true, true, false, false, false])
        #expect(batch[0].isSpecial == [true, false, true, false, true, true, true, true])
        #expect(batch[0].segments == [0, 0, 0, 1, 1, 0, 0, 0])
        #expect(batch[1].ranges == [0..<0, 0..<3, 3..<6, 6..<9, 0..<0, 0..<5, 6..<8, 0..<0])
    }

    @Test func idsBecomeTextAsHuggingFaceDecodesThem() throws {
        struct Golden: Decodable {
            var ids: [Int32]
            var text: String
            var withSpecial: String
        }
        let vocabulary = try Fixtures.vocabulary()
        let url = Fixtures.folder.appendingPathComponent("decodings.json")
        for golden in try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url)) {
            let text = vocabulary.text(of: golden.ids)
            let withSpecial = vocabulary.text(of: golden.ids, skipsSpecialTokens: false)
            #expect(Array(text.utf8) == Array(golden.text.utf8))
            #expect(Array(withSpecial.utf8) == Array(golden.withSpecial.utf8))
        }
    }
}
