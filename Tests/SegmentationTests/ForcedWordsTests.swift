// Forced words and words of any characters win wherever they stand, however the text is fed.

import Foundation
import Segmentation
import Testing

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct ForcedWordsTests {
    private static let forced = ["国的", "0-0", "a b", "。中", "中国的a", "·", "%", "𠀀国"]
    private static let pieces = [
        "中", "国", "的", "a", "b", "0", "1", "-", ".", "%", " ", "。", "·", "𠀀", "/", ":", "@", ",",
        "http://",
        "《三体》", "Ａ", "\r\n",
    ]

    /// Cuts random texts and looks for each forced word by a search of its own.
    @Test(arguments: [true, false])
    func winAnywhere(hmm: Bool) throws {
        let segmenter = try segmenter(hmm: hmm)
        var generator = SeededGenerator(state: 11)
        for _ in 0..<500 {
            let text = randomText(&generator)
            let utf8 = Array(text.utf8)
            let tokens = segmenter.tokens(in: text, mode: .accurate)
            #expect(
                tokens.map(\.bytes.lowerBound) == [0] + tokens.dropLast().map(\.bytes.upperBound)
            )
            #expect((tokens.last?.bytes.upperBound ?? 0) == utf8.count)
            let found = Set(tokens.map(\.bytes))
            var position = 0
            while position < utf8.count {
                let longest = Self.forced.map { Array($0.utf8) }
                    .filter { utf8[position...].starts(with: $0) }.map(\.count).max()
                if let longest {
                    #expect(found.contains(position..<(position + longest)), "\(text)")
                    position += longest
                } else {
                    position += 1
                }
            }
        }
    }

    @Test func noModeYieldsAnEmptyWordOrCrossesAForcedOne() throws {
        let segmenter = try segmenter(hmm: true)
        var generator = SeededGenerator(state: 12)
        for _ in 0..<300 {
            let text = randomText(&generator)
            let fences = segmenter.tokens(in: text, mode: .accurate).map(\.bytes).filter { range in
                Self.forced.contains { Array($0.utf8) == Array(Array(text.utf8)[range]) }
            }
            for mode in [Segmenter.Mode.full, .search] {
                let tokens = segmenter.tokens(in: text, mode: mode).map(\.bytes)
                #expect(!tokens.contains { $0.isEmpty })
                for fence in fences {
                    #expect(tokens.contains(fence))
                    #expect(
                        !tokens.contains { token in
                            token.overlaps(fence) && token.clamped(to: fence) != token
                        },
                        "\(text)"
                    )
                }
                // Nothing is lost.
                var covered = [Bool](repeating: false, count: text.utf8.count)
                for token in tokens { for byte in token { covered[byte] = true } }
                #expect(!covered.contains(false), "\(text)")
            }
        }
    }

    @Test(arguments: Segmenter.Mode.allCases)
    func textsLongerThanAWindowAreCutAsTheirParts(mode: Segmenter.Mode) throws {
        let segmenter = try segmenter(hmm: true)
        var generator = SeededGenerator(state: 13)
        // No atom reaches over "\n".
        let parts = (0..<300).map { _ in randomText(&generator) + "\n" }
        let expected = parts.flatMap { part in
            segmenter.words(in: part.dropLast().description, mode: mode).map(String.init)
        }
        // Full mode keeps punctuation together, across line ends too.
        if mode != .full {
            let whole = segmenter.words(in: parts.joined(), mode: mode).filter { $0 != "\n" }
            #expect(bytes(whole) == bytes(expected))
        }
        var scratch = Segmenter.Scratch()
        func lines(of text: String) -> [UInt8] {
            var output: [UInt8] = []
            Array(text.utf8).withUnsafeBufferPointer {
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
        #expect(lines(of: parts.joined()) == parts.flatMap(lines))
    }

    @Test(arguments: Segmenter.Mode.allCases)
    func anAtomMayBeLongerThanAWindow(mode: Segmenter.Mode) throws {
        let (dictionary, model) = try JiebaData.loaded.get()
        let word = "龘" + String(repeating: "中国·", count: 1500)
        let address = "http://" + String(repeating: "a/b", count: 2000)
        let segmenter = try Segmenter(
            dictionary: dictionary,
            model: model,
            forcedWords: ForcedWords([word])
        )
        let text = String(repeating: "我来到北京" + word + "，" + address + "的", count: 3)
        let words = segmenter.words(in: text, mode: mode)
        #expect(words.filter { $0 == word }.count == 3)
        #expect(words.filter { $0 == address }.count == 3)
        if mode == .accurate {
            #expect(
                words.map(String.init)
                    == Array(repeating: ["我", "来到", "北京", word, "，", address, "的"], count: 3)
                    .flatMap(\.self)
            )
        }
    }

    /// Each text would take long if a scan went back over what another has read.
    @Test(arguments: [
        "1", "1.", "1,", "a.", "a@", "a-1/", "1:1", "1-", "a", "http", "w.", "a@a.", "v1", "(",
        "+1",
    ])
    func scanningIsLinear(unit: String) throws {
        let text = String(repeating: unit, count: 100_000 / unit.utf8.count)
        let words = try segmenter(hmm: false).words(in: text, mode: .accurate)
        #expect(words.reduce(0) { $0 + $1.utf8.count } == text.utf8.count)
    }

    @Test func deletedWordsAreNotFound() throws {
        var dictionary = try JiebaData.loaded.get().dictionary
        try dictionary.add("《三体》")
        try dictionary.remove("《三体》")
        try dictionary.remove("γ射线")
        let segmenter = try Segmenter(
            dictionary: dictionary,
            model: nil,
            forcedWords: ForcedWords()
        )
        #expect(segmenter.words(in: "《三体》γ射线", mode: .accurate) == ["《", "三", "体", "》", "γ", "射线"])
    }

    @Test func readsFilesOfWords() throws {
        let file = try TemporaryFile("\u{FEFF}和\r\n\n  尚未 \nNew York\n")
        let words = try ForcedWords(contentsOf: [file.path])
        let (dictionary, model) = try JiebaData.loaded.get()
        let segmenter = try Segmenter(dictionary: dictionary, model: model, forcedWords: words)
        #expect(
            segmenter.words(in: "结过婚的和尚未在New York结过婚的", mode: .accurate)
                == ["结过婚", "的", "和", "尚未", "在", "New York", "结过婚", "的"]
        )
        #expect(segmenter.profile == .fixed)
    }

    @Test func refusesWhatIsNoWord() throws {
        #expect(throws: SegmentationError.self) { try ForcedWords([""]) }
        #expect(throws: SegmentationError.self) { try ForcedWords(["a\nb"]) }
        let missing = #expect(throws: SegmentationError.self) {
            try ForcedWords(contentsOf: ["no/such/words.txt"])
        }
        #expect(missing?.description.hasPrefix("no/such/words.txt: cannot read") == true)
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: path) }
        try Data([0xC4, 0xE3, 0x0A]).write(to: path)
        let name = path.path(percentEncoded: false)
        let malformed = #expect(throws: SegmentationError.self) {
            try ForcedWords(contentsOf: [name])
        }
        #expect(malformed?.description == "\(name):1: expected UTF-8")
    }

    private func randomText(_ generator: inout SeededGenerator) -> String {
        (0...generator.next(below: 30)).map { _ in
            Self.pieces[generator.next(below: Self.pieces.count)]
        }.joined()
    }

    private static let segmenters = Result {
        var (dictionary, model) = try JiebaData.loaded.get()
        try dictionary.add("《三体》")
        return try [model, nil].map {
            try Segmenter(dictionary: dictionary, model: $0, forcedWords: ForcedWords(forced))
        }
    }

    private func segmenter(hmm: Bool) throws -> Segmenter {
        try Self.segmenters.get()[hmm ? 0 : 1]
    }
}
