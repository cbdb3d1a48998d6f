// One instance as a person reads it: pieces grouped into words, both texts, and the way back.

public import Corpus
public import Instances
public import Shards
import Tokenization

/// One instance with its pieces, its texts and its origin.
public struct DecodedInstance: Sendable, Equatable {
    /// One position.
    public struct Token: Sendable, Equatable {
        /// The piece before masking.
        public var original: String
        /// The piece as the model reads it.
        public var input: String
        /// What masking did.
        public var state: TokenState
    }

    /// One word, or one special token.
    public struct Word: Sendable, Equatable {
        /// The word's pieces, in order.
        public var tokens: [Token]
        /// 0 for segment A, 1 for segment B.
        public var segment: Int

        /// Whether any piece is to be predicted.
        public var isMasked: Bool { tokens.contains { $0.state != .plain && $0.state != .special } }
    }

    /// The instance's id.
    public var id: Int64
    /// The id of the document.
    public var document: Int64
    /// Where the document comes from.
    public var origin: Origin
    /// Which masking of the document it is, from 0.
    public var pass: Int
    /// The sentence label: 0 in order, 1 swapped, nil without an objective.
    public var label: Int?
    /// The words, in order.
    public var words: [Word]
    /// The text as the model reads it.
    public var input: String
    /// The text before masking.
    public var original: String

    /// Reads an instance from the shard of a set that holds it.
    ///
    /// - Returns: nil where the set has no instance of that id.
    /// - Throws: `ShardError` for a shard that cannot be read or decoded.
    public init?(_ id: Int64, in shards: ShardSet) throws {
        guard let member = shards.member(holding: id) else { return nil }
        try self.init(id, in: ShardReader(path: member.path))
    }

    /// Reads an instance from its shard.
    ///
    /// - Returns: nil where the shard has no instance of that id.
    /// - Throws: `ShardError` for a shard that cannot be read or decoded.
    public init?(_ id: Int64, in reader: ShardReader) throws {
        guard let stored = try reader.instance(id) else { return nil }
        guard let document = try reader.document(stored.document) else {
            throw ShardError(
                .damaged,
                "instance \(id): there is no document \(stored.document)",
                location: reader.connection.path
            )
        }
        self.id = id
        self.document = document.id
        origin = document.value.origin
        let instance = stored.value
        pass = instance.pass
        label = instance.label
        words = []
        for position in instance.original.indices {
            let token = Token(
                original: reader.vocabulary.piece(instance.original[position]),
                input: reader.vocabulary.piece(instance.input[position]),
                state: instance.states[position]
            )
            let word = instance.words[position]
            if word >= 0, position > 0, word == instance.words[position - 1] {
                words[words.count - 1].tokens.append(token)
            } else {
                words.append(Word(tokens: [token], segment: position < instance.boundary ? 0 : 1))
            }
        }
        let texts = try reader.connection.prepare(
            "SELECT input, original FROM instance_text WHERE instance = \(id)"
        )
        _ = try texts.step()
        input = texts.text(0)
        original = texts.text(1)
    }
}

extension ShardSet {
    /// The ids of instances that lie evenly over the set.
    public func sampleIDs(_ count: Int) -> [Int64] {
        let total = instanceCount
        return (0..<min(count, total)).compactMap { instanceID(at: $0 * total / min(count, total)) }
    }

    /// The id of the instance at a place in the order of ids, from 0.
    public func instanceID(at place: Int) -> Int64? {
        var place = place
        for member in members {
            if place < member.instances { return member.firstID + Int64(place) }
            place -= member.instances
        }
        return nil
    }
}
