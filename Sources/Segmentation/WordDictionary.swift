// Words with frequencies, and every prefix of them: what jieba calls FREQ and total.

import Glibc

/// A dictionary of words, in jieba's format or compiled, with the weight of each word.
///
/// The value is immutable data to the segmenter and can be shared by threads; editing makes a copy.
public struct WordDictionary: Sendable {
    var trie: WordTrie
    /// The sum of all frequencies ever given, as jieba counts: a word that is given again is
    /// counted again.
    public internal(set) var total: Int
    /// The distinct frequencies; entry 0 is that of prefixes and deleted words.
    var frequencies: [Int]
    private var frequencyNumbers: [Int: Int]
    /// log f - log total for each of `frequencies`; -infinity for entry 0.
    private(set) var weights: [Double] = []
    /// The weight of a character that is no word: that of frequency 1.
    private(set) var missingWeight = 0.0
    /// Words that were given the frequency 0: the hidden Markov model must not join them.
    var forcedSplits: Set<[UInt32]> = []

    /// Reads a main dictionary: lines of `word frequency [tag]` with single spaces between.
    ///
    /// - Parameters:
    ///   - path: the main dictionary.
    ///   - userDictionaries: dictionaries to add in this order; see ``add(contentsOf:)``.
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf path: String, userDictionaries: [String] = []) throws {
        let lines = try TextLines(contentsOf: path)
        var words = WordTrie.WordList()
        var frequencies = [0]
        var numbers = [0: 0]
        var total = 0
        try lines.forEach { line, number in
            let fields = line.split(
                separator: UInt8(ascii: " "),
                maxSplits: 2,
                omittingEmptySubsequences: false
            )
            guard fields.count >= 2, let frequency = Self.frequency(fields[1]), !fields[0].isEmpty
            else {
                throw lines.malformed(
                    number,
                    "expected a word, a space and its frequency, a number from 0"
                )
            }
            guard appendCodePoints(of: fields[0], to: &words.points) else {
                throw lines.malformed(number, "expected a word in UTF-8")
            }
            words.ends.append(words.points.count)
            try Self.check(
                length: words.range(of: words.ends.count - 1).count,
                total: &total,
                adding: frequency,
                at: .init(path: path, line: number)
            )
            if numbers[frequency] == nil {
                numbers[frequency] = frequencies.count
                frequencies.append(frequency)
            }
            words.values.append(numbers[frequency, default: 0])
        }
        guard total > 0 else {
            throw SegmentationError(
                code: .malformed,
                message: "expected at least one word with a frequency above 0",
                location: .init(path: path)
            )
        }
        let alphabet = try CharacterCodes(Self.charactersByFrequency(words, frequencies))
        self.trie = try WordTrie(words, alphabet: alphabet)
        self.total = total
        self.frequencies = frequencies
        self.frequencyNumbers = numbers
        refillWeights()
        for path in userDictionaries { try add(contentsOf: path) }
    }

    /// The frequency of a word: 0 for a prefix of words, nil for what is not in the dictionary.
    public func frequency(of word: some StringProtocol) -> Int? {
        frequency(of: word.unicodeScalars.map(\.value))
    }

    func frequency(of points: some Sequence<UInt32>) -> Int? {
        trie.slot(of: points).map { frequencies[trie.nodes[$0].value] }
    }

    /// The number that stands for a frequency in the trie.
    mutating func number(ofFrequency frequency: Int) -> Int {
        if let number = frequencyNumbers[frequency] { return number }
        frequencies.append(frequency)
        frequencyNumbers[frequency] = frequencies.count - 1
        return frequencies.count - 1
    }

    /// jieba adds (log f - log T) to the rest of the route; log(f / T) rounds differently.
    mutating func refillWeights() {
        let logTotal = log(Double(total))
        weights = frequencies.map { $0 == 0 ? -.infinity : log(Double($0)) - logTotal }
        missingWeight = 0 - logTotal
    }

    /// Counts a word in, or refuses it.
    static func check(
        length: Int,
        total: inout Int,
        adding frequency: Int,
        at location: SegmentationError.Location?
    ) throws {
        let sum = total.addingReportingOverflow(frequency)
        guard length <= UInt16.max, !sum.overflow else {
            throw SegmentationError(
                code: .tooLarge,
                message: "expected at most 65,535 characters and a total frequency below 2^63",
                location: location
            )
        }
        total = sum.partialValue
    }

    /// A number of at most 18 ASCII digits.
    static func frequency(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    private static func charactersByFrequency(
        _ words: WordTrie.WordList,
        _ frequencies: [Int]
    ) -> [UInt32] {
        var counts: [UInt32: Double] = [:]
        for index in words.ends.indices {
            for point in words.points[words.range(of: index)] {
                counts[point, default: 0] += Double(frequencies[words.values[index]])
            }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}
