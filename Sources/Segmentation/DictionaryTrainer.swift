// A dictionary and a hidden Markov model from text that was cut by hand.

import Glibc

/// Counts words and the states of their characters.
///
/// The model is estimated by relative frequency: states of a word are S, or B M... E; runs of Han
/// words are its sequences, and anything else ends a sequence.
public struct DictionaryTrainer: Sendable {
    private static let letters = ["B", "E", "M", "S"]

    /// How often each word occurred; by code points, because String takes equivalent words for
    /// equal.
    private var words: [[UInt32]: Int] = [:]
    /// How often each state began a sequence, followed another, and gave each character.
    private var starts = SIMD4<Int>()
    private var transitions = [SIMD4<Int>](repeating: SIMD4(), count: 4)
    private var emissions: [UInt32: SIMD4<Int>] = [:]

    /// Nothing counted yet.
    public init() {}

    /// Counts a line.
    ///
    /// - Parameter line: words with white space between.
    public mutating func add(line: some StringProtocol) {
        var previous: Int?
        for word in line.unicodeScalars.split(whereSeparator: { isWhitespace($0.value) }) {
            let points = word.map(\.value)
            words[points, default: 0] += 1
            guard points.allSatisfy(isHan) else {
                previous = nil
                continue
            }
            for (index, point) in points.enumerated() {
                let state = Self.state(of: index, in: points.count).rawValue
                if let previous {
                    transitions[previous][state] += 1
                } else {
                    starts[state] += 1
                }
                emissions[point, default: SIMD4()][state] += 1
                previous = state
            }
        }
    }

    /// The words in jieba's format, the most frequent first.
    ///
    /// - Parameter minimumCount: words that occurred less often are left out.
    /// - Returns: lines of `word frequency`.
    public func dictionary(minimumCount: Int = 1) -> String {
        words.filter { $0.value >= minimumCount }
            .sorted { one, other in
                one.value == other.value
                    ? one.key.lexicographicallyPrecedes(other.key) : one.value > other.value
            }
            .map { points, count in "\(String(points)) \(count)\n" }
            .joined()
    }

    /// The model in the format that ``HiddenMarkovModel/init(contentsOf:)`` reads.
    public func model() -> String {
        var lines: [String] = []
        for state in 0..<4 {
            lines.append("start \(Self.letters[state]) \(Self.share(starts[state], starts))")
        }
        for from in 0..<4 {
            for to in 0..<4 where transitions[from][to] > 0 {
                let share = Self.share(transitions[from][to], transitions[from])
                lines.append("transition \(Self.letters[from]) \(Self.letters[to]) \(share)")
            }
        }
        let totals = emissions.values.reduce(into: SIMD4<Int>()) { $0 &+= $1 }
        for (point, counts) in emissions.sorted(by: { $0.key < $1.key }) {
            // The columns are B E M S.
            let row = (0..<4).map { Self.share(counts[$0], of: totals[$0]) }
            lines.append("emission \(String([point])) \(row.joined(separator: " "))")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func state(of index: Int, in count: Int) -> HiddenMarkovModel.State {
        switch (index, count) {
        case (_, 1): .single
        case (0, _): .begin
        case (count - 1, _): .end
        default: .middle
        }
    }

    private static func share(_ count: Int, _ counts: SIMD4<Int>) -> String {
        share(count, of: counts.wrappedSum())
    }

    /// The natural logarithm of a share, or `-` where it is 0.
    private static func share(_ count: Int, of total: Int) -> String {
        count == 0 ? "-" : "\(log(Double(count) / Double(total)))"
    }
}
