// Bytes are decoded as Python decodes them: UTF-8, or else GBK without what is none.

import Foundation
import Segmentation
import Testing

struct DecodedTextTests {
    /// Bytes and jieba's text of them; made by Fixtures/generate.py.
    struct Golden: Decodable, CustomTestStringConvertible {
        let bytes: String
        let text: String

        var testDescription: String { String(bytes.prefix(40)) }

        static let all: [Golden] = readFixture("encodings.jsonl")
    }

    @Test(arguments: Golden.all)
    func decodesAsJiebaDoes(_ golden: Golden) throws {
        let decoded = try Self.bytes(golden.bytes).withUnsafeBufferPointer {
            try DecodedText(detecting: $0)
        }
        #expect(decoded.utf8 == Array(golden.text.utf8))
    }

    @Test func goldenFileIsThere() {
        #expect(Golden.all.count > 100)
    }

    @Test func saysWhatItFound() throws {
        func decoded(_ bytes: [UInt8]) throws -> DecodedText {
            try bytes.withUnsafeBufferPointer { try DecodedText(detecting: $0) }
        }
        let text = try decoded(Array("你好\n".utf8))
        #expect(text.encoding == .utf8 && text.droppedBytes == 0)
        let mixed = try decoded([0xFF, 0xFE, 0xC4, 0xE3, 0xBA, 0xC3, 0x0A, 0xC4])
        #expect(String(decoding: mixed.utf8, as: UTF8.self) == "你好\n")
        #expect(mixed.encoding == .gbk && mixed.droppedBytes == 3)
    }

    /// All 65,536 pairs of bytes at once, each with a line end after it, and line by line.
    @Test func linesMayBeDecodedApart() throws {
        var (whole, apart): ([UInt8], [UInt8]) = ([], [])
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let line = [first, second, 0x0A]
                whole += line
                apart += try line.withUnsafeBufferPointer { try DecodedText(gbk: $0).utf8 }
            }
        }
        #expect(try whole.withUnsafeBufferPointer { try DecodedText(gbk: $0).utf8 } == apart)
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
    }
}
