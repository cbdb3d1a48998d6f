// Where the tests find jieba's data, which set-up imports into dicts/jieba.

import Foundation
import Segmentation

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
