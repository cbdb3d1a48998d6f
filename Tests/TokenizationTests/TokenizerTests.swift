// The references' own ids and offsets on hard lines, and what holds for any text.
// Fixtures are written by Tests/conformance/make-tokenization-goldens.py.

import Foundation
import Testing
import Tokenization

enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    static func vocabulary() throws -> Vocabulary {
        try Vocabulary(contentsOf: folder.appendingPathComponent("vocabulary.txt").path)
    }
}

/// A line and what each reference makes of it.
private struct Golden: Decodable {
    var text: String
    var google: [Int32]
    var slow: [Int32]
    var fastSpecial: [Int32]
    var fastText: [Int32]
    var offsetsSpecial: [[Int]]?
    var offsetsText: [[Int]]?

    enum CodingKeys: String, CodingKey {
        case text, google
        case slow = "hf-slow"
        case fastSpecial = "hf-fast special"
        case fastText = "hf-fast text"
        case offsetsSpecial = "offsets special"
        case offsetsText = "offsets text"
    }

    static func all() throws -> [Golden] {
        let url = Fixtures.folder.appendingPathComponent("goldens.json")
        return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: url))
    }
}

@Suite struct TokenizerTests {
    @Test func googleGivesGooglesIDs() throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: .google)
        for golden in try Golden.all() {
            #expect(tokenizer.pieces(of: golden.text).map(\.id) == golden.google, "\(golden.text)")
        }
    }

    @Test func slowGivesTransformersIDs() throws {
        let tokenizer = Tokenizer(
            vocabulary: try Fixtures.vocabulary(),
            profile: .hfSlow,
            specialTokens: .special
        )
        for golden in try Golden.all() {
            #expect(tokenizer.pieces(of: golden.text).map(\.id) == golden.slow, "\(golden.text)")
        }
    }

    @Test(arguments: Tokenizer.SpecialTokens.allCases)
    func fastGivesTokenizersIDsAndOffsets(specialTokens: Tokenizer.SpecialTokens) throws {
        let tokenizer = Tokenizer(
            vocabulary: try Fixtures.vocabulary(),
            profile: .hfFast,
            specialTokens: specialTokens
        )
        for golden in try Golden.all() {
            let pieces = tokenizer.pieces(of: golden.text)
            let isText = specialTokens == .text
            #expect(
                pieces.map(\.id) == (isText ? golden.fastText : golden.fastSpecial),
                "\(golden.text)"
            )
            if let offsets = isText ? golden.offsetsText : golden.offsetsSpecial {
                let ranges = pieces.map { [$0.range.lowerBound, $0.range.upperBound] }
                #expect(ranges == offsets, "\(golden.text)")
            }
        }
    }

    @Test(arguments: Tokenizer.Profile.allCases)
    func spansAreOrderedAndCutBetweenCharacters(profile: Tokenizer.Profile) throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: profile)
        for golden in try Golden.all() {
            let bytes = Array(golden.text.utf8)
            var previous = 0..<0
            for piece in tokenizer.pieces(of: golden.text) {
                #expect(piece.range.lowerBound >= previous.lowerBound)
                #expect(piece.range.upperBound >= previous.upperBound)
                #expect(!piece.range.isEmpty && piece.range.upperBound <= bytes.count)
                #expect(String(validating: bytes[piece.range], as: UTF8.self) != nil)
                previous = piece.range
            }
        }
    }

    @Test(arguments: Tokenizer.Profile.allCases)
    func spansHoldTheTextOfTheirPieces(profile: Tokenizer.Profile) throws {
        let vocabulary = try Fixtures.vocabulary()
        let tokenizer = Tokenizer(vocabulary: vocabulary, profile: profile)
        let text = "Unaffable中国, Café ab2026"
        let expected = [
            ("un", "Un"), ("##aff", "aff"), ("##able", "able"), ("中", "中"), ("国", "国"),
            (",", ","), ("cafe", "Café"), ("[UNK]", "ab2026"),
        ]
        let bytes = Array(text.utf8)
        let pieces = tokenizer.pieces(of: text)
        #expect(pieces.map { vocabulary.piece($0.id) } == expected.map(\.0))
        #expect(
            pieces.map { String(decoding: bytes[$0.range], as: UTF8.self) } == expected.map(\.1)
        )
    }

    /// Ids from transformers 4.57.6, `BertTokenizer(vocabulary, never_split: words)`.
    @Test(arguments: [
        ("UN.AFF 中un.aff国 un.aff, Unaffable", [1, 57, 1, 58, 7, 28, 1, 27, 1]),
        ("CAFE\u{301} café cafe na\u{308}if", [1, 1, 17, 1]),
        ("xyzq, a xyzq's un [MASK]un.\u{AD}aff", [1, 27, 85, 1, 30, 1, 7, 4, 1]),
    ])
    func listedWordsAreNotSplit(text: String, ids: [Int32]) throws {
        let words = ["un.aff", "unaffable", "caf\u{E9}", "na\u{308}if", "xyzq", "un"]
        let tokenizer = Tokenizer(
            vocabulary: try Fixtures.vocabulary(),
            neverSplit: words,
            specialTokens: .special
        )
        #expect(tokenizer.profile == .hfSlow)
        #expect(tokenizer.pieces(of: text).map(\.id) == ids)
    }

    @Test func rangesOfListedWordsHoldThem() throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), neverSplit: ["un.aff"])
        let text = "中UN.\u{AD}Aff国"
        #expect(tokenizer.pieces(of: text).map(\.range) == [0..<3, 3..<11, 11..<14])
    }

    @Test func bytesThatAreNotUTF8ArePassedOver() throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: .google)
        let broken: [UInt8] =
            [0xE4, 0xB8] + Array("中".utf8) + [0xFF, 0xC0, 0xAF] + Array("un".utf8)
            + [0xED, 0xA0, 0x80] + Array("aff".utf8) + [0xF4, 0x90, 0x80, 0x80, 0xE4]
        var scratch = Tokenizer.Scratch()
        var pieces: [Piece] = []
        broken.withUnsafeBufferPointer {
            tokenizer.pieces(of: $0, scratch: &scratch, into: &pieces)
        }
        #expect(pieces.map { tokenizer.vocabulary.piece($0.id) } == ["中", "un", "##aff"])
        #expect(pieces.map(\.range) == [2..<5, 8..<10, 13..<16])
    }

    /// A soft hyphen is as if it were not there, but takes the word off the path of ASCII words.
    @Test(arguments: Tokenizer.Profile.allCases)
    func wordsOfASCIIAreWordsLikeOthers(profile: Tokenizer.Profile) throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: profile)
        let words = [
            "un", "UNABLE", "affable", "unaffable", "ab2026x", "q", "unaffableunaffableun",
            String(repeating: "a", count: 100), String(repeating: "a", count: 101),
            String(repeating: "a", count: 200), String(repeating: "a", count: 201),
        ]
        for word in words {
            for frame in ["%", "中%国", "%.", " % ", "%é", "un %"] {
                let plain = frame.replacing("%", with: word)
                let hyphened = frame.replacing(
                    "%",
                    with: "\(word.prefix(1))\u{AD}\(word.dropFirst())"
                )
                #expect(
                    tokenizer.pieces(of: plain).map(\.id)
                        == tokenizer.pieces(of: hyphened).map(\.id),
                    "\(plain)"
                )
            }
        }
    }

    @Test(arguments: Tokenizer.Profile.allCases)
    func idsAreThoseOfThePieces(profile: Tokenizer.Profile) throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: profile)
        var scratch = Tokenizer.Scratch()
        for golden in try Golden.all() {
            var ids: [Int32] = [7]
            Array(golden.text.utf8).withUnsafeBufferPointer {
                tokenizer.ids(of: $0, scratch: &scratch, into: &ids)
            }
            #expect(ids == [7] + tokenizer.pieces(of: golden.text).map(\.id))
        }
    }

    @Test func piecesAreAppended() throws {
        let tokenizer = Tokenizer(vocabulary: try Fixtures.vocabulary(), profile: .google)
        var scratch = Tokenizer.Scratch()
        var pieces: [Piece] = []
        for _ in 0..<2 {
            let text = Array("中国".utf8)
            text.withUnsafeBufferPointer {
                tokenizer.pieces(of: $0, scratch: &scratch, into: &pieces)
            }
        }
        #expect(pieces.map(\.range) == [0..<3, 3..<6, 0..<3, 3..<6])
    }

    @Test func configurationKeepsDefaultsOfAbsentKeys() throws {
        let json = Data(#"{"profile":"hf-fast"}"#.utf8)
        let configuration = try JSONDecoder().decode(Tokenizer.Configuration.self, from: json)
        #expect(configuration.profile == .hfFast)
        #expect(configuration.vocabulary == "dicts/vocab.txt")
        #expect(configuration.specialTokens == .text)
    }
}
