// What a set of shards holds, counted over every instance.

import Instances
public import Shards
import Tokenization

/// The counts of a set: how much, how long, how masked, from where, and what was dropped.
public struct ShardSummary: Sendable, Codable, Equatable {
    /// The words of one length.
    public struct WordLength: Sendable, Codable, Equatable {
        /// The length in pieces.
        public var pieces: Int
        /// How many words have it.
        public var words = 0
        /// How many of them are masked, in any of the three ways.
        public var masked = 0

        /// The share of these words that is masked.
        public var maskedShare: Double { share(masked, of: words) }
    }

    /// What came from one source.
    public struct Source: Sendable, Codable, Equatable {
        /// The source's path.
        public var name: String
        /// Its documents.
        public var documents = 0
        /// The instances made of them.
        public var instances = 0
        /// The positions of its instances, without special tokens.
        public var tokens = 0
        /// How many of them are `[UNK]`.
        public var unknown = 0

        /// The share of `[UNK]` among the tokens.
        public var unknownShare: Double { share(unknown, of: tokens) }
    }

    /// How many shards there are.
    public var shards = 0
    /// The documents.
    public var documents = 0
    /// The instances.
    public var instances = 0
    /// The positions of all instances, special tokens included.
    public var tokens = 0
    /// The characters (Unicode scalars) of all documents.
    public var characters = 0
    /// The instances without a sentence label.
    public var unlabelled = 0
    /// The instances of label 0: in order.
    public var inOrder = 0
    /// The instances of label 1: swapped, or with a random second segment.
    public var swapped = 0
    /// The positions that are predicted from `[MASK]`.
    public var maskTokens = 0
    /// The positions that are predicted from a random token.
    public var randomTokens = 0
    /// The positions that are predicted from the token itself.
    public var keptTokens = 0
    /// The positions without special tokens: what could be predicted.
    public var maskable = 0
    /// The words by length in pieces, rising.
    public var wordLengths: [WordLength] = []
    /// How many instances have a length of `16 * k + 1` to `16 * (k + 1)`, at k.
    public var lengths: [Int] = []
    /// The sources, by tokens, falling.
    public var sources: [Source] = []
    /// What was dropped, by stage and reason.
    public var drops: [Drop] = []

    /// The width of a class of `lengths`.
    public static let lengthClass = 16

    /// The share of the positions that is predicted.
    public var maskedShare: Double {
        share(maskTokens + randomTokens + keptTokens, of: maskable)
    }

    /// The share of label 1 among the labelled instances.
    public var swappedShare: Double { share(swapped, of: inOrder + swapped) }

    /// Reads a set from end to end.
    ///
    /// - Throws: `ShardError` for a shard that cannot be read or decoded.
    public init(of shards: ShardSet) throws {
        var sourcePlaces: [[UInt8]: Int] = [:]
        for member in shards.members {
            let reader = try ShardReader(path: member.path)
            self.shards += 1
            var sourceOfDocument: [Int64: Int] = [:]
            let rows = try reader.connection.prepare("SELECT id, source, characters FROM document")
            while try rows.step() {
                let place = sourcePlaces[Array(rows.bytes(1)), default: sources.count]
                if place == sources.count {
                    sourcePlaces[Array(rows.bytes(1))] = place
                    sources.append(Source(name: rows.text(1)))
                }
                sourceOfDocument[rows.integer(0)] = place
                sources[place].documents += 1
                documents += 1
                characters += Int(rows.integer(2))
            }
            try reader.forEachInstance { stored in
                guard let place = sourceOfDocument[stored.document] else {
                    throw ShardError(
                        .damaged,
                        "instance \(stored.id): there is no document \(stored.document)",
                        location: member.path
                    )
                }
                count(stored.value, unknownID: reader.vocabulary.unknownID, source: place)
            }
            try countDrops(of: reader)
        }
        sources.sort { $0.tokens == $1.tokens ? $0.name < $1.name : $0.tokens > $1.tokens }
        drops.sort { ($0.stage, $0.reason) < ($1.stage, $1.reason) }
    }

    private mutating func count(_ instance: TrainingInstance, unknownID: Int32, source: Int) {
        let length = instance.original.count
        instances += 1
        tokens += length
        switch instance.label {
        case nil: unlabelled += 1
        case 0: inOrder += 1
        default: swapped += 1
        }
        let lengthClass = max(0, length - 1) / Self.lengthClass
        while lengths.count <= lengthClass { lengths.append(0) }
        lengths[lengthClass] += 1
        sources[source].instances += 1
        var position = 0
        while position < length {
            let word = instance.words[position]
            guard word >= 0 else {
                position += 1
                continue
            }
            var end = position
            var isMasked = false
            while end < length, instance.words[end] == word {
                switch instance.states[end] {
                case .mask: maskTokens += 1
                case .random: randomTokens += 1
                case .keep: keptTokens += 1
                case .plain, .special: break
                }
                isMasked = isMasked || instance.states[end] != .plain
                if instance.original[end] == unknownID { sources[source].unknown += 1 }
                end += 1
            }
            countWord(pieces: end - position, isMasked: isMasked)
            sources[source].tokens += end - position
            position = end
        }
    }

    private mutating func countWord(pieces: Int, isMasked: Bool) {
        while wordLengths.count < pieces {
            wordLengths.append(WordLength(pieces: wordLengths.count + 1))
        }
        wordLengths[pieces - 1].words += 1
        wordLengths[pieces - 1].masked += isMasked ? 1 : 0
        maskable += pieces
    }

    private mutating func countDrops(of reader: ShardReader) throws {
        let rows = try reader.connection.prepare(#"SELECT stage, reason, count FROM "drop""#)
        while try rows.step() {
            let drop = Drop(
                stage: rows.text(0),
                reason: rows.text(1),
                count: Int(rows.integer(2))
            )
            if let place = drops.firstIndex(where: {
                $0.stage == drop.stage && $0.reason == drop.reason
            }) {
                drops[place].count += drop.count
            } else {
                drops.append(drop)
            }
        }
    }
}

/// A part of a whole; 0 of nothing.
func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
}
