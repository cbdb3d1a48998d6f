// The views show what the blobs say, to SQLite alone.

import Instances
import Shards
import Testing
import Tokenization

@Suite struct SchemaTests {
    /// One row of `instance_token`.
    struct Token: Equatable {
        var position, segment: Int64
        var word: Int64?
        var input, original, state: String
    }

    @Test(arguments: [(60, 40), (60, 600), (70_000, 40)])
    func tokenViewEqualsTheDecodedInstance(vocabularyCount: Int, maximumLength: Int) throws {
        let directory = try TemporaryDirectory()
        let vocabulary = try Synthetic.vocabulary(count: vocabularyCount)
        let writer = try ShardSetWriter<Resume>(
            directory: directory.path,
            vocabulary: vocabulary,
            meta: [:],
            configurationDigest: "1"
        )
        let shard = try writer.begin(shard: 2)
        for (document, digest, instances) in Synthetic.content(
            shard: 2,
            documents: 5,
            maximumLength: maximumLength,
            vocabulary: vocabulary
        ) {
            try shard.append(document, digest: digest, instances: instances)
        }
        try writer.commit(shard, resume: Resume(page: 0))

        let path = directory.file("00002.sqlite")
        let select = try Connection(path, .immutable).prepare(
            """
            SELECT position, segment, word, input, original, state FROM instance_token
            WHERE instance = ? ORDER BY position
            """
        )
        var states: Set<TokenState> = []
        try ShardReader(path: path).forEachInstance { stored in
            let instance = stored.value
            let expected = instance.original.indices.map { position in
                Token(
                    position: Int64(position),
                    segment: position < instance.boundary ? 0 : 1,
                    word: instance.words[position] < 0 ? nil : Int64(instance.words[position]),
                    input: vocabulary.piece(instance.input[position]),
                    original: vocabulary.piece(instance.original[position]),
                    state: "\(instance.states[position])"
                )
            }
            states.formUnion(instance.states)
            select.bind(stored.id, at: 1)
            defer { select.reset() }
            var rows: [Token] = []
            while try select.step() {
                rows.append(
                    Token(
                        position: select.integer(0),
                        segment: select.integer(1),
                        word: select.isNull(2) ? nil : select.integer(2),
                        input: select.text(3),
                        original: select.text(4),
                        state: select.text(5)
                    )
                )
            }
            #expect(rows == expected)
        }
        #expect(states == Set(TokenState.allCases))
    }

    @Test func textViewJoinsPiecesAsTheScriptDoes() throws {
        let directory = try TemporaryDirectory()
        let vocabulary = try Synthetic.vocabulary()
        let pieces = [
            "[CLS]", "我", "们", "swift", "##ing", "2026", "é", "在", "the", "，", "[SEP]", "the",
            "##s", "[SEP]",
        ]
        let original = try pieces.map { try #require(vocabulary.id(of: $0)) }
        var instance = TrainingInstance(
            pass: 0,
            label: nil,
            original: original,
            input: original,
            words: [-1, 0, 0, 1, 1, 2, 3, 4, 5, 6, -1, 7, 7, -1],
            states: Array(repeating: .plain, count: pieces.count),
            boundary: 11
        )
        for position in [0, 10, 13] { instance.states[position] = .special }
        for position in [1, 2] {
            instance.states[position] = .mask
            instance.input[position] = vocabulary.maskID
        }
        instance.states[11] = .random
        instance.input[11] = try #require(vocabulary.id(of: "中"))
        instance.states[12] = .keep

        let writer = try ShardSetWriter<Resume>(
            directory: directory.path,
            vocabulary: vocabulary,
            meta: [:],
            configurationDigest: "1"
        )
        let shard = try writer.begin(shard: 0)
        try shard.append(
            Synthetic.document(0),
            digest: Synthetic.digest(0),
            instances: [instance]
        )
        try writer.commit(shard, resume: Resume(page: 0))
        let rows = try Connection(directory.file("00000.sqlite"), .immutable).prepare(
            "SELECT instance, input, original FROM instance_text"
        )
        #expect(try rows.step())
        #expect(rows.integer(0) == 1)
        #expect(rows.text(1) == "[CLS][MASK][MASK]swifting 2026 é在the，[SEP]中s[SEP]")
        #expect(rows.text(2) == "[CLS]我们swifting 2026 é在the，[SEP]thes[SEP]")
    }
}
