// The files by which Hugging Face's libraries know a BERT tokenizer.

/// Writes and reads `tokenizer.json`, `tokenizer_config.json` and `vocab.txt`.
public enum HuggingFaceFiles {
    /// The files that describe an uncased BERT tokenizer with the vocabulary.
    ///
    /// `tokenizer.json` makes of it what the profile hf-fast is, whatever profile is used here.
    ///
    /// - Parameters:
    ///   - vocabulary: The pieces.
    ///   - maximumLength: The most positions the model takes.
    /// - Returns: The contents of each file by its name.
    public static func contents(
        vocabulary: Vocabulary,
        maximumLength: Int
    ) -> [(name: String, text: String)] {
        [
            ("tokenizer.json", tokenizer(vocabulary).text + "\n"),
            ("tokenizer_config.json", settings(maximumLength).text + "\n"),
            ("vocab.txt", vocabulary.pieces.map { $0 + "\n" }.joined()),
        ]
    }

    private static func settings(_ maximumLength: Int) -> JSONValue {
        object([
            ("tokenizer_class", .string("BertTokenizer")),
            ("model_max_length", .number("\(maximumLength)")),
            ("do_lower_case", .bool(true)), ("strip_accents", .null),
            ("tokenize_chinese_chars", .bool(true)),
            ("pad_token", .string("[PAD]")), ("unk_token", .string("[UNK]")),
            ("cls_token", .string("[CLS]")), ("sep_token", .string("[SEP]")),
            ("mask_token", .string("[MASK]")),
            ("unicode_tables", .string(Tokenizer.Profile.hfFast.unicodeTables)),
        ])
    }

    private static func tokenizer(_ vocabulary: Vocabulary) -> JSONValue {
        let added = zip(vocabulary.specialIDs, Vocabulary.specialTokens).sorted { $0.0 < $1.0 }
        func reference(_ token: String, _ id: Int32) -> JSONValue {
            .array([.string(token), .number("\(id)")])
        }
        return object([
            ("version", .string("1.0")), ("truncation", .null), ("padding", .null),
            (
                "added_tokens",
                .array(
                    added.map { id, token in
                        object([
                            ("id", .number("\(id)")), ("content", .string(token)),
                            ("single_word", .bool(false)), ("lstrip", .bool(false)),
                            ("rstrip", .bool(false)), ("normalized", .bool(false)),
                            ("special", .bool(true)),
                        ])
                    }
                )
            ),
            (
                "normalizer",
                object([
                    ("type", .string("BertNormalizer")), ("clean_text", .bool(true)),
                    ("handle_chinese_chars", .bool(true)), ("strip_accents", .null),
                    ("lowercase", .bool(true)),
                ])
            ),
            ("pre_tokenizer", object([("type", .string("BertPreTokenizer"))])),
            (
                "post_processor",
                object([
                    ("type", .string("BertProcessing")),
                    ("sep", reference("[SEP]", vocabulary.separatorID)),
                    ("cls", reference("[CLS]", vocabulary.classificationID)),
                ])
            ),
            (
                "decoder",
                object([
                    ("type", .string("WordPiece")), ("prefix", .string("##")),
                    ("cleanup", .bool(true)),
                ])
            ),
            (
                "model",
                object([
                    ("type", .string("WordPiece")), ("unk_token", .string("[UNK]")),
                    ("continuing_subword_prefix", .string("##")),
                    ("max_input_chars_per_word", .number("100")),
                    (
                        "vocab",
                        .object(
                            vocabulary.pieces.enumerated().map { id, piece in
                                .init(key: piece, value: .number("\(id)"))
                            }
                        )
                    ),
                ])
            ),
        ])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { .init(key: $0.0, value: $0.1) })
    }
}
