// The books: what became of every sentence and token that came in.

/// Why sentences or tokens of a document are in no instance.
public enum InstanceDropReason: String, Sendable, CaseIterable {
    /// The sentence has no pieces.
    case emptySentence
    /// The sentence holds a word too long for a segment, which could only be cut in two.
    case oversizedWord
    /// A sentence pair was asked for and there is no second sentence to pair this one with.
    case loneSentence
    /// A random partner was asked for and the group holds no other document.
    case noPartner
    /// The pair was too long: whole words were cut off the ends of its segments.
    case truncated
}

/// What became of the sentences and tokens of a document, over all passes.
///
/// The books balance: `sentences + addedParts` is `usedSentences` plus all dropped sentences, and
/// `tokens` is `usedTokens` plus all dropped tokens.
public struct InstanceTally: Sendable, Equatable {
    /// A number of sentences and the tokens lost with them.
    public struct Loss: Sendable, Equatable {
        /// The sentences wholly lost.
        public var sentences = 0
        /// The tokens lost.
        public var tokens = 0
    }

    /// The sentences that came in, counted once per pass.
    public var sentences = 0
    /// The sentences gained by splitting over-long ones at word boundaries.
    public var addedParts = 0
    /// The tokens that came in, counted once per pass.
    public var tokens = 0
    /// The sentences, or parts of them, that are in an instance.
    public var usedSentences = 0
    /// The tokens that are in an instance; a random partner's tokens are not counted.
    public var usedTokens = 0
    /// What was left out, by reason.
    public var dropped: [InstanceDropReason: Loss] = [:]

    /// Creates empty books.
    public init() {}

    /// Whether all that came in was used or dropped for a reason.
    public var balances: Bool {
        sentences + addedParts == dropped.values.reduce(usedSentences) { $0 + $1.sentences }
            && tokens == dropped.values.reduce(usedTokens) { $0 + $1.tokens }
    }

    /// Adds other books to these.
    public static func += (total: inout InstanceTally, other: InstanceTally) {
        total.sentences += other.sentences
        total.addedParts += other.addedParts
        total.tokens += other.tokens
        total.usedSentences += other.usedSentences
        total.usedTokens += other.usedTokens
        for (reason, loss) in other.dropped {
            total.drop(loss.sentences, tokens: loss.tokens, reason)
        }
    }

    mutating func drop(_ sentences: Int, tokens: Int, _ reason: InstanceDropReason) {
        dropped[reason, default: Loss()].sentences += sentences
        dropped[reason, default: Loss()].tokens += tokens
    }
}
