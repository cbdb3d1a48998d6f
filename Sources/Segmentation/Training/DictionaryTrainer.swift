// Counts a segmented corpus into a dictionary and a hidden Markov model that the segmenter reads.

import Glibc

/// Learns word frequencies and the four-state model from text that is already cut into words.
///
/// The model is that of maximum likelihood: each probability is a count over the sum of its row,
/// without smoothing, and what never occurred is impossible, as in jieba's tables. Since the
/// segmenter shows the model nothing but Han characters, it learns from runs of words that are all
/// Han; any other word ends a run.
public struct DictionaryTrainer: Sendable {
    /// How many lines with words were read.
    public private(set) var sentences = 0
    /// How many words were read, each as often as it occurs.
    public private(set) var words = 0
    private var frequencies: [[UInt8]: Int] = [:]
    /// The states by their order in the file: B, E, M, S.
    private var start = SIMD4<Int>()
    private var transitions = [SIMD4<Int>](repeating: SIMD4(), count: 4)
    private var emissions = [SIMD4<Int>](repeating: SIMD4(), count: 0x9FD5 - 0x4E00 + 1)
    private static let letters = ["B", "E", "M", "S"]

    /// Knows nothing yet.
    public init() {}

    /// How many different words were read.
    public var distinctWords: Int { frequencies.count }

    /// Counts the words of some lines.
    ///
    /// - Parameters:
    ///   - text: UTF-8, whole lines of words with white space between.
    ///   - path: what an error names.
    ///   - line: the number of the first line; afterwards that of the next one.
    /// - Throws: ``SegmentationError`` with file and line for what is not UTF-8 and for a word that
    ///   no dictionary holds.
    public mutating func add(
        _ text: UnsafeBufferPointer<UInt8>,
        path: String,
        line: inout Int
    ) throws {
        var points: [UInt32] = []
        try SegmentedLines(text: text).forEach { ranges in
            var previous: HiddenMarkovModel.State?
            for range in ranges {
                points.removeAll(keepingCapacity: true)
                let word = text[range]
                guard appendCodePoints(of: word, to: &points), points.count <= UInt16.max else {
                    throw SegmentationError(
                        code: .malformed,
                        message: "expected words in UTF-8 of at most 65,535 characters",
                        location: .init(path: path, line: line)
                    )
                }
                frequencies[Array(word), default: 0] += 1
                if points.allSatisfy(isHan) {
                    previous = observe(points, after: previous)
                } else {
                    previous = nil
                }
            }
            words += ranges.count
            sentences += ranges.isEmpty ? 0 : 1
            line += 1
        }
    }

    /// Counts the states of a Han word; the last of them.
    private mutating func observe(
        _ points: [UInt32],
        after previous: HiddenMarkovModel.State?
    ) -> HiddenMarkovModel.State? {
        var previous = previous
        for (index, point) in points.enumerated() {
            let state: HiddenMarkovModel.State =
                switch (index == 0, index + 1 == points.count) {
                case (true, true): .single
                case (true, false): .begin
                case (false, true): .end
                case (false, false): .middle
                }
            if let previous {
                transitions[previous.rawValue][state.rawValue] += 1
            } else {
                start[state.rawValue] += 1
            }
            emissions[Int(point - 0x4E00)][state.rawValue] += 1
            previous = state
        }
        return previous
    }

    /// The dictionary as a file: lines of `word frequency`, sorted by code points.
    ///
    /// - Parameter minimumFrequency: how often a word must occur to be in it.
    /// - Returns: UTF-8.
    /// - Throws: ``SegmentationError`` when no word occurs so often.
    public func dictionary(minimumFrequency: Int = 1) throws -> [UInt8] {
        let kept = frequencies.filter { $0.value >= minimumFrequency }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        guard !kept.isEmpty else {
            throw SegmentationError(
                code: .malformed,
                message: "expected a word that occurs at least \(minimumFrequency) times, found "
                    + "none among \(words)"
            )
        }
        return kept.reduce(into: []) { $0 += $1.key + " \($1.value)\n".utf8 }
    }

    /// The model as a file, in the format of ``HiddenMarkovModel``.
    ///
    /// - Returns: UTF-8.
    /// - Throws: ``SegmentationError`` when no word was Han.
    public func model() throws -> [UInt8] {
        guard start.wrappedSum() > 0 else {
            throw SegmentationError(
                code: .malformed,
                message: "expected a word of Han characters, found none among \(words)"
            )
        }
        var lines: [String] = []
        for (letter, value) in zip(Self.letters, Self.logarithms(start, over: start)) {
            lines.append("start \(letter) \(value)")
        }
        for (letter, row) in zip(Self.letters, transitions) {
            for (successor, value) in zip(Self.letters, Self.logarithms(row, over: row))
            where value != "-" {
                lines.append("transition \(letter) \(successor) \(value)")
            }
        }
        let totals = emissions.reduce(into: SIMD4<Int>()) { $0 &+= $1 }
        for (index, counts) in emissions.enumerated() where counts != SIMD4() {
            guard let character = Unicode.Scalar(UInt32(0x4E00 + index)) else { continue }
            let values = (0..<4).map { Self.logarithm(counts[$0], over: totals[$0]) }
            lines.append("emission \(character) \(values.joined(separator: " "))")
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func logarithms(_ counts: SIMD4<Int>, over row: SIMD4<Int>) -> [String] {
        (0..<4).map { logarithm(counts[$0], over: row.wrappedSum()) }
    }

    /// The natural logarithm of a share; `-` for what never occurred.
    private static func logarithm(_ count: Int, over total: Int) -> String {
        count == 0 ? "-" : "\(log(Double(count) / Double(total)))"
    }
}
