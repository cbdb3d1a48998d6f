// The segmenter gives jieba's own words (golden), covers the text, and does not depend on how it is fed.

import Foundation
import Segmentation
import Testing

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct SegmenterTests {
    @Test(arguments: GoldenCase.all)
    func givesJiebasWords(_ golden: GoldenCase) throws {
        let segmenter = try JiebaData.segmenter()
        let text = golden.text
        #expect(bytes(segmenter.words(in: text, mode: .accurate)) == bytes(golden.accurate))
        #expect(bytes(segmenter.words(in: text, mode: .full)) == bytes(golden.full))
        #expect(bytes(segmenter.words(in: text, mode: .search)) == bytes(golden.search))
        let plain = try JiebaData.segmenter(hmm: false)
        #expect(bytes(plain.words(in: text, mode: .accurate)) == bytes(golden.accurateWithoutModel))
        #expect(plain.words(in: text, mode: .full) == segmenter.words(in: text, mode: .full))
    }

    @Test(arguments: GoldenCase.all)
    func givesJiebasOffsets(_ golden: GoldenCase) throws {
        let utf8 = Array(golden.text.utf8)
        let tokens = try JiebaData.segmenter().tokens(in: golden.text, mode: .search).map { token in
            let word = String(decoding: utf8[token.bytes], as: UTF8.self)
            return "\(word):\(token.codePoints.lowerBound):\(token.codePoints.upperBound)"
        }
        #expect(bytes(tokens) == bytes(golden.offsets))
    }

    @Test func goldenFileIsThere() {
        #expect(GoldenCase.all.count > 40)
    }

    @Test(arguments: [true, false])
    func accurateWordsCoverAnyBytes(hmm: Bool) throws {
        let segmenter = try JiebaData.segmenter(hmm: hmm)
        var generator = SeededGenerator(state: 7)
        let alphabet: [[UInt8]] =
            ["中", "国", "a", "9", ".", "%", " ", "\r", "\n", "𠀀", "é"].map { Array($0.utf8) }
            + [[0xE4], [0xE4, 0xB8], [0xFF], [0x80], [0xF0, 0x9F]]
        var scratch = Segmenter.Scratch()
        for _ in 0..<500 {
            let text = (0..<generator.next(below: 40)).flatMap { _ in
                alphabet[generator.next(below: alphabet.count)]
            }
            var words: [Range<Int>] = []
            text.withUnsafeBufferPointer {
                segmenter.words(in: $0, mode: .accurate, scratch: &scratch, into: &words)
            }
            let ends = [0] + words.map(\.upperBound)
            #expect(words.map(\.lowerBound) == ends.dropLast())
            #expect(ends.last == text.count)
        }
    }

    @Test(arguments: [Segmenter.Mode.accurate, .search])
    func longTextGivesWhatItsPartsGive(mode: Segmenter.Mode) throws {
        let segmenter = try JiebaData.segmenter()
        // "。" ends a block; the whole is far longer than a window.
        let parts = GoldenCase.all.map { $0.text + "。" }
        let whole = String(repeating: parts.joined(), count: 10)
        let expected = parts.flatMap { segmenter.words(in: $0, mode: mode) }
        #expect(
            segmenter.words(in: whole, mode: mode) == (0..<10).flatMap { _ in expected }
        )
    }

    @Test(arguments: Segmenter.Mode.allCases)
    func linesAreCutOneByOne(mode: Segmenter.Mode) throws {
        let segmenter = try JiebaData.segmenter()
        let lines = GoldenCase.all.map(\.text).filter { !$0.utf8.contains(UInt8(ascii: "\n")) }
        var text = ""
        for _ in 0..<5 { text += lines.joined(separator: "\n") + "\n" }
        let expected = (0..<5).map { _ in
            lines.map { segmenter.words(in: $0, mode: mode).joined(separator: "/") + "\n" }.joined()
        }.joined()
        var scratch = Segmenter.Scratch()
        func cut(_ bytes: some Collection<UInt8>) -> [UInt8] {
            var output: [UInt8] = []
            Array(bytes).withUnsafeBufferPointer {
                segmenter.segmentLines(
                    of: $0,
                    delimiter: "/".utf8,
                    mode: mode,
                    scratch: &scratch,
                    into: &output
                )
            }
            return output
        }
        #expect(String(decoding: cut(text.utf8), as: UTF8.self) == expected)
        // In two pieces at a line end, and without the last line end.
        let middle = Array(text.utf8).firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        #expect(cut(text.utf8.prefix(middle)) + cut(text.utf8.dropFirst(middle)) == cut(text.utf8))
        #expect(cut(text.utf8.dropLast()) == cut(text.utf8).dropLast())
    }

    @Test func blockLongerThanAWindow() throws {
        let segmenter = try JiebaData.segmenter()
        let text = String(repeating: "中国科学院计算所", count: 2000)
        #expect(segmenter.words(in: text, mode: .accurate).count == 2 * 2000)
        #expect(segmenter.words(in: text, mode: .accurate).joined() == text)
        let spaces = String(repeating: " ", count: 5000)
        #expect(segmenter.words(in: spaces, mode: .accurate).count == 5000)
        #expect(segmenter.words(in: spaces, mode: .full).count == 10_001)
    }

    /// Blocks without words of several characters are passed by, eight rows at a time.
    @Test(arguments: 0..<80)
    func latinWordsAreFoundWhereverTheyLie(before: Int) throws {
        let file = try TemporaryFile("中 5\n中国 7\nT恤 9\nGPU 9\n")
        let segmenter = Segmenter(
            dictionary: try WordDictionary(contentsOf: file.path),
            model: nil
        )
        let letters = String(repeating: "x", count: before)
        for (text, words) in [
            (" GPU" + letters + " 中国", [" ", "GPU", letters, " ", "中国"]),
            ("中国" + letters + "T恤" + letters, ["中国", letters, "T恤", letters]),
            (letters + "GPU" + letters + "中国", [letters, "GPU", letters, "中国"]),
        ] {
            let padded = letters + " " + text
            let expected = [Substring(letters), " "] + words.map { Substring($0) }
            #expect(segmenter.words(in: padded, mode: .accurate) == expected.filter { !$0.isEmpty })
        }
    }
}
