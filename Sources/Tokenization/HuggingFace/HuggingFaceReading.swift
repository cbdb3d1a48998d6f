// Takes over tokenizers from Hugging Face, and refuses by name what is not BERT's.

import Glibc

extension HuggingFaceFiles {
    /// Reads a vocabulary from a `vocab.txt`, a `tokenizer.json` (any name that ends in `.json`), or
    /// a folder that holds one of them, the latter first.
    ///
    /// Of a tokenizer only the vocabulary is taken; the rest must be an uncased BERT's.
    ///
    /// - Throws: `TokenizationError` naming file and line, and what was expected there.
    public static func vocabulary(at path: String) throws -> Vocabulary {
        if path.hasSuffix(".json") { return try vocabulary(ofTokenizerAt: path) }
        guard isFolder(path) else { return try Vocabulary(contentsOf: path) }
        let tokenizer = path + "/tokenizer.json"
        if access(tokenizer, F_OK) == 0 { return try vocabulary(ofTokenizerAt: tokenizer) }
        if access(path + "/tokenizer_config.json", F_OK) == 0 {
            return try vocabulary(ofFolderAt: path)
        }
        return try Vocabulary(contentsOf: path + "/vocab.txt")
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Reads the vocabulary of a `tokenizer.json`, which the profile hf-fast then follows.
    ///
    /// - Throws: `TokenizationError` naming the part of the tokenizer that is not an uncased BERT
    ///   WordPiece tokenizer's, or what is wrong with its vocabulary.
    public static func vocabulary(ofTokenizerAt path: String) throws -> Vocabulary {
        let file = try JSONValue(contentsOf: path)
        func expect(_ keys: String..., is allowed: JSONValue...) throws {
            let value = keys.reduce(file) { $0[$1] }
            guard !allowed.contains(value) else { return }
            let names = allowed.map(\.text).joined(separator: " or ")
            throw TokenizationError(
                .unsupportedTokenizer,
                "\(keys.joined(separator: ".")) is \(value.text.prefix(100)) (expected \(names))",
                at: .init(path: path)
            )
        }
        try expect("model", "type", is: .string("WordPiece"))
        try expect("model", "unk_token", is: .string("[UNK]"))
        try expect("model", "continuing_subword_prefix", is: .string("##"))
        try expect("model", "max_input_chars_per_word", is: .number("100"))
        try expect("normalizer", "type", is: .string("BertNormalizer"))
        try expect("normalizer", "clean_text", is: .bool(true))
        try expect("normalizer", "handle_chinese_chars", is: .bool(true))
        try expect("normalizer", "strip_accents", is: .null, .bool(true))
        try expect("normalizer", "lowercase", is: .bool(true))
        try expect("pre_tokenizer", "type", is: .string("BertPreTokenizer"))
        try expect(
            "post_processor",
            "type",
            is: .null,
            .string("BertProcessing"),
            .string("TemplateProcessing")
        )
        try expect("decoder", "type", is: .null, .string("WordPiece"))

        let vocabulary = try Vocabulary(pieces: pieces(file["model"]["vocab"], path))
        try check(addedTokens: file["added_tokens"], vocabulary, path)
        return vocabulary
    }

    /// Reads the `vocab.txt` of a folder, if its `tokenizer_config.json` is an uncased BERT's.
    ///
    /// - Throws: As `vocabulary(ofTokenizerAt:)` does.
    public static func vocabulary(ofFolderAt path: String) throws -> Vocabulary {
        let settingsPath = path + "/tokenizer_config.json"
        let settings = try JSONValue(contentsOf: settingsPath)
        let allowed: [(key: String, values: [JSONValue])] = [
            ("tokenizer_class", [.null, .string("BertTokenizer"), .string("BertTokenizerFast")]),
            ("do_lower_case", [.null, .bool(true)]),
            ("strip_accents", [.null, .bool(true)]),
            ("tokenize_chinese_chars", [.null, .bool(true)]),
            ("unk_token", [.null, .string("[UNK]")]),
        ]
        for (key, values) in allowed where !values.contains(settings[key]) {
            let names = values.filter { $0 != .null }.map(\.text).joined(separator: " or ")
            throw TokenizationError(
                .unsupportedTokenizer,
                "\(key) is \(settings[key].text) (expected \(names), or nothing)",
                at: .init(path: settingsPath)
            )
        }
        return try Vocabulary(contentsOf: path + "/vocab.txt")
    }

    /// The pieces in the order of their ids, which must be 0, 1, 2 and so on.
    private static func pieces(_ vocabulary: JSONValue, _ path: String) throws -> [String] {
        func failure(_ message: String) -> TokenizationError {
            TokenizationError(.invalidVocabulary, message, at: .init(path: path))
        }
        guard case .object(let members) = vocabulary else {
            throw failure("no model.vocab (expected an object of pieces and ids)")
        }
        var pieces: [String?] = Array(repeating: nil, count: members.count)
        for member in members {
            guard case .number(let digits) = member.value, let id = Int(digits),
                pieces.indices.contains(id), pieces[id] == nil
            else {
                throw failure(
                    "\"\(member.key)\" has the id \(member.value.text) "
                        + "(expected each of 0 to \(members.count - 1) once)"
                )
            }
            pieces[id] = member.key
        }
        return pieces.compactMap(\.self)
    }

    /// Refuses added tokens that are not the special tokens of the vocabulary.
    private static func check(
        addedTokens: JSONValue,
        _ vocabulary: Vocabulary,
        _ path: String
    ) throws {
        guard case .array(let tokens) = addedTokens else { return }
        for token in tokens {
            let isSpecial = vocabulary.specialIDs.contains { id in
                token["content"] == .string(vocabulary.piece(id))
                    && token["id"] == .number("\(id)")
            }
            let isPlain = ["single_word", "lstrip", "rstrip", "normalized"].allSatisfy {
                token[$0] == .bool(false) || token[$0] == .null
            }
            guard isSpecial && isPlain else {
                throw TokenizationError(
                    .unsupportedTokenizer,
                    "added token \(token.text) "
                        + "(expected only [PAD], [UNK], [CLS], [SEP] and [MASK], matched as is)",
                    at: .init(path: path)
                )
            }
        }
    }
}
