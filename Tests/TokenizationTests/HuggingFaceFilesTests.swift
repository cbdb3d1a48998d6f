// Files for Hugging Face: what is written is read again, and what is not BERT's is refused by name.

import Foundation
import Testing
import Tokenization

@Suite struct HuggingFaceFilesTests {
    /// Calls the body with a folder that holds the files of a vocabulary.
    private func withFolder(
        _ vocabulary: Vocabulary,
        _ body: (URL) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("tokenizer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in HuggingFaceFiles.contents(vocabulary: vocabulary, maximumLength: 512) {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        try body(folder)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        // Two canonically equivalent pieces, and such as need escapes.
        let pieces =
            VocabularyTests.specials
            + ["\u{2028}", "\u{F900}", "\u{8C48}", "\\", "\"", "\u{1}", "😀", "##é", "##e\u{301}"]
        let vocabulary = try Vocabulary(pieces: pieces)
        try withFolder(vocabulary) { folder in
            let tokenizer = folder.appendingPathComponent("tokenizer.json").path
            for again in [
                try HuggingFaceFiles.vocabulary(ofTokenizerAt: tokenizer),
                try HuggingFaceFiles.vocabulary(ofFolderAt: folder.path),
                try HuggingFaceFiles.vocabulary(at: folder.path),
                try HuggingFaceFiles.vocabulary(at: tokenizer),
                try HuggingFaceFiles.vocabulary(at: folder.path + "/vocab.txt"),
            ] {
                #expect(again.pieces.map { Array($0.utf8) } == pieces.map { Array($0.utf8) })
            }
        }
    }

    @Test(arguments: [
        (
            "\"type\": \"WordPiece\", \"unk_token\"", "\"type\": \"BPE\", \"unk_token\"",
            "model.type"
        ),
        ("\"lowercase\": true", "\"lowercase\": false", "normalizer.lowercase"),
        ("BertPreTokenizer", "Whitespace", "pre_tokenizer.type is \"Whitespace\""),
        ("\"max_input_chars_per_word\": 100", "\"max_input_chars_per_word\": 50", "max_input"),
        ("\"content\": \"[PAD]\"", "\"content\": \"<pad>\"", "added token"),
        ("\"[MASK]\": 4", "\"[MASK]\": 3", "\"[MASK]\" has the id 3"),
        ("\"version\": \"1.0\",", "\"version\" \"1.0\",", "(expected ':')"),
    ])
    func otherTokenizersAreRefusedByName(
        original: String,
        changed: String,
        message: String
    ) throws {
        let vocabulary = try Vocabulary(pieces: VocabularyTests.specials)
        try withFolder(vocabulary) { folder in
            let url = folder.appendingPathComponent("tokenizer.json")
            let text = try String(contentsOf: url, encoding: .utf8)
            #expect(text.contains(original))
            try Data(text.replacing(original, with: changed).utf8).write(to: url)
            let error = #expect(throws: TokenizationError.self) {
                try HuggingFaceFiles.vocabulary(ofTokenizerAt: url.path)
            }
            #expect(error?.description.contains(message) == true, "\(String(describing: error))")
            #expect(error?.description.hasPrefix(url.path) == true)
        }
    }

    @Test func foldersAreReadByWhatTheyHold() throws {
        let vocabulary = try Vocabulary(pieces: VocabularyTests.specials)
        try withFolder(vocabulary) { folder in
            for missing in ["tokenizer.json", "tokenizer_config.json"] {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(missing))
                #expect(
                    try HuggingFaceFiles.vocabulary(at: folder.path).pieces == vocabulary.pieces
                )
            }
            try FileManager.default.removeItem(at: folder.appendingPathComponent("vocab.txt"))
            let error = #expect(throws: TokenizationError.self) {
                try HuggingFaceFiles.vocabulary(at: folder.path)
            }
            #expect(
                error?.description.hasPrefix(folder.path + "/vocab.txt: cannot be read") == true
            )
        }
    }

    @Test func theTablesInForceAreNamed() throws {
        let vocabulary = try Vocabulary(pieces: VocabularyTests.specials)
        let files = HuggingFaceFiles.contents(vocabulary: vocabulary, maximumLength: 512)
        let settings = try #require(files.first { $0.name == "tokenizer_config.json" })
        #expect(settings.text.contains(Tokenizer.Profile.hfFast.unicodeTables))
    }

    @Test func casedModelsAreRefused() throws {
        let vocabulary = try Vocabulary(pieces: VocabularyTests.specials)
        try withFolder(vocabulary) { folder in
            let url = folder.appendingPathComponent("tokenizer_config.json")
            try Data(#"{"do_lower_case": false}"#.utf8).write(to: url)
            let error = #expect(throws: TokenizationError.self) {
                try HuggingFaceFiles.vocabulary(ofFolderAt: folder.path)
            }
            #expect(error?.message == "do_lower_case is false (expected true, or nothing)")
        }
    }
}
