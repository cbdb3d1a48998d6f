// Which of two texts is cut, and by how much, until both fit.

/// What is cut when texts are too long; always from the end.
public enum Truncation: String, Sendable, Codable, CaseIterable {
    /// The longer text, until both are equally long and then both.
    case longestFirst = "longest-first"
    /// The first text alone.
    case onlyFirst = "only-first"
    /// The second text alone.
    case onlySecond = "only-second"

    /// The numbers of pieces to keep so that together they are at most `limit`.
    ///
    /// - Throws: `TokenizationError` if the one text that may be cut is too short for that.
    func lengths(
        first: Int,
        second: Int,
        limit: Int,
        profile: Tokenizer.Profile
    ) throws -> (first: Int, second: Int) {
        let excess = first + second - limit
        guard excess > 0 else { return (first, second) }
        switch self {
        case .longestFirst:
            let (shorter, longer) = (min(first, second), max(first, second))
            if limit - shorter >= shorter {
                let kept = limit - shorter
                return first <= second ? (shorter, min(longer, kept)) : (min(longer, kept), shorter)
            }
            // Both are cut. The references disagree on who keeps the odd piece: tokenizers the
            // longer text, or the second of two equals; the others, which drop one piece after
            // another from the longer, the first.
            let half = limit / 2
            let secondKeepsOdd = profile == .hfFast && first <= second
            return secondKeepsOdd ? (half, limit - half) : (limit - half, half)
        case .onlyFirst:
            try Self.check(first, exceeds: excess, name: "first")
            return (first - excess, second)
        case .onlySecond:
            try Self.check(second, exceeds: excess, name: "second")
            return (first, second - excess)
        }
    }

    private static func check(_ count: Int, exceeds excess: Int, name: String) throws {
        guard count <= excess else { return }
        throw TokenizationError(
            .cannotTruncate,
            "the \(name) text has \(count) pieces and \(excess) would have to go "
                + "(expected more than that, or longest-first)"
        )
    }
}
