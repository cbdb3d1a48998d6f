// Where the tests find jieba's data, which set-up imports into dicts/jieba.

import Foundation
import Segmentation
import Testing

enum JiebaData {
    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "dicts/jieba")

    /// Whether dicts/jieba is there; `make setup` makes it.
    static let isPresent = FileManager.default.fileExists(atPath: path("posseg.txt"))

    static func path(_ name: String) -> String {
        directory.appending(path: name).path(percentEncoded: false)
    }

    /// The dictionary and the model, read once for all tests.
    static let loaded = Result {
        (
            dictionary: try WordDictionary(contentsOf: path("dict.txt")),
            model: try HiddenMarkovModel(contentsOf: path("hmm.txt"))
        )
    }

    static func segmenter(hmm: Bool = true) throws -> Segmenter {
        let (dictionary, model) = try loaded.get()
        return Segmenter(dictionary: dictionary, model: hmm ? model : nil)
    }

    /// The profile `fixed` without forced words, with the model and without.
    private static let fixed = Result {
        let (dictionary, model) = try loaded.get()
        return try [model, nil].map {
            try Segmenter(dictionary: dictionary, model: $0, forcedWords: ForcedWords())
        }
    }

    static func fixedSegmenter(hmm: Bool = true) throws -> Segmenter {
        try fixed.get()[hmm ? 0 : 1]
    }
}

/// What jieba 0.42.1 makes of a difficult text; made by Fixtures/generate.py.
struct GoldenCase: Decodable, CustomTestStringConvertible {
    let text: String
    let accurate: [String]
    let accurateWithoutModel: [String]
    let full: [String]
    let search: [String]
    let offsets: [String]
    let tags: [String]
    let tagsWithoutModel: [String]

    var testDescription: String { text.debugDescription }

    static let all: [GoldenCase] = readFixture("golden.jsonl")
}

/// The objects of a JSON Lines file in Fixtures.
func readFixture<Value: Decodable>(_ name: String) -> [Value] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        .appending(path: name)
    guard let data = FileManager.default.contents(atPath: file.path(percentEncoded: false)) else {
        Issue.record("\(file) is missing")
        return []
    }
    return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
        do {
            return try JSONDecoder().decode(Value.self, from: Data(line))
        } catch {
            Issue.record(error)
            return nil
        }
    }
}

/// A file that exists for the length of a test.
struct TemporaryFile: ~Copyable {
    let path: String

    init(_ content: String) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(content.utf8).write(to: url)
        path = url.path(percentEncoded: false)
    }

    deinit { unlink(path) }
}

/// A small generator for tests (SplitMix64, Steele et al.
///
/// 2014).
struct SeededGenerator {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(bound))
    }
}
