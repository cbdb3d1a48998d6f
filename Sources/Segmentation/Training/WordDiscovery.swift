// Finds new words in raw text: strings that hold together and stand in varied company.

import Glibc

/// A string that behaves like a word.
public struct DiscoveredWord: Sendable, Equatable {
    /// Its characters.
    public let word: String
    /// How often it occurs.
    public let frequency: Int
    /// Pointwise mutual information of its parts, in nats, at the split where it is least.
    public let cohesion: Double
    /// Entropy of the characters before it, in nats.
    public let leftEntropy: Double
    /// Entropy of the characters after it, in nats.
    public let rightEntropy: Double

    /// How much it behaves like a word, in nats.
    fileprivate var evidence: Double { cohesion + min(leftEntropy, rightEntropy) }
}

/// Finds words of two or more Han characters that a dictionary does not have.
///
/// A candidate w = uv counts when min over its splits of log(f(w) N / (f(u) f(v))) is high (Church
/// and Hanks 1990; N is the number of Han characters) and when the characters on either side of it
/// are hard to predict (branching entropy, Jin and Tanaka-Ishii 2006). An end of a run of Han is a
/// neighbour of its own each time it occurs (accessor variety, Feng et al. 2004).
///
/// The text is read ``passes`` times, once for each length and once for the neighbours. Strings of
/// one length are counted only where both shorter strings in them were frequent (Agrawal and
/// Srikant 1994), in a table of bounded size that drops the rarest when it is full. So memory does
/// not grow with the text, and the counts are exact as long as ``undercount`` is 0.
///
///     var discovery = WordDiscovery(dictionary: dictionary)
///     for _ in 0..<discovery.passes {
///         text.withUnsafeBufferPointer { discovery.add($0) }
///         discovery.endPass()
///     }
///     let words = discovery.words()
public struct WordDiscovery: Sendable {
    /// What counts as a word.
    public struct Configuration: Sendable {
        /// The most characters of a word, 2...6.
        public var maximumLength = 6
        /// How often a word must occur, at least 2.
        public var minimumFrequency = 10
        /// The least ``DiscoveredWord/cohesion``.
        public var minimumCohesion = 3.0
        /// The least entropy on either side.
        public var minimumEntropy = 1.5
        /// The most strings that a table holds, at about 48 bytes each.
        public var capacity = 1 << 22

        /// The defaults.
        public init() {}
    }

    private enum Pass {
        case strings(length: Int)
        case neighbours
        case done
    }

    /// A string: 15 bits a character, the last lowest; a character is its distance from U+4DFF.
    typealias Key = UInt128
    private static let bits = 15

    /// How often the whole text must be given.
    public var passes: Int { configuration.maximumLength + 1 }
    /// By how much a count, also one behind an entropy, can be too low for want of room; 0 while
    /// all are exact.
    public private(set) var undercount = 0

    private let dictionary: WordDictionary
    private let configuration: Configuration
    private var pass = Pass.strings(length: 1)
    /// Counts of the current pass.
    private var counts: BoundedCounts
    /// How many Han characters the text has.
    private var characters = 0
    /// Strings of all lengths counted so far that are frequent enough.
    private var frequent: [Key: Int] = [:]
    private var candidates: [Candidate] = []
    private var candidateNumbers: [Key: Int] = [:]
    private var run: [Key] = []

    private struct Candidate {
        let key: Key
        let frequency: Int
        let cohesion: Double
        /// How often it stood at the start and at the end of a run.
        var starts = 0
        var ends = 0
    }

    /// Looks for words that `dictionary` does not have.
    public init(dictionary: WordDictionary, configuration: Configuration = Configuration()) {
        precondition((2...6).contains(configuration.maximumLength), "a word has 2...6 characters")
        precondition(configuration.minimumFrequency >= 2, "a word occurs twice or more")
        self.dictionary = dictionary
        self.configuration = configuration
        counts = BoundedCounts(capacity: configuration.capacity)
    }

    /// Takes a piece of the text in; no word crosses its ends.
    ///
    /// - Parameter text: UTF-8; what is not Han separates.
    public mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < text.count {
            if position + 2 < text.count, let code = Self.code(text, at: position) {
                run.append(code)
                position += 3
            } else {
                endRun()
                position += 1
            }
        }
        endRun()
    }

    /// The character of the three bytes at `position`; nil where it is not Han.
    private static func code(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Key? {
        let (first, second, third) = (text[position], text[position + 1], text[position + 2])
        guard first & 0xF0 == 0xE0, second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return nil }
        let point = UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
        return isHan(point) ? Key(point - 0x4DFF) : nil
    }

    private mutating func endRun() {
        guard !run.isEmpty else { return }
        switch pass {
        case .strings(let length): countStrings(of: length)
        case .neighbours: countNeighbours()
        case .done: break
        }
        run.removeAll(keepingCapacity: true)
    }

    private mutating func countStrings(of length: Int) {
        guard length > 1 else {
            characters += run.count
            for character in run { counts.add(character) }
            return
        }
        guard run.count >= length else { return }
        let mask: Key = 1 << Key(Self.bits * (length - 1)) - 1
        var shorter = run[..<(length - 1)].reduce(0) { $0 << Self.bits | $1 }
        var startIsFrequent = frequent[shorter] != nil
        for character in run[(length - 1)...] {
            let key = shorter << Self.bits | character
            shorter = key & mask
            let endIsFrequent = frequent[shorter] != nil
            if startIsFrequent, endIsFrequent { counts.add(key) }
            startIsFrequent = endIsFrequent
        }
    }

    private mutating func countNeighbours() {
        for start in run.indices {
            var key: Key = 0
            for end in (start + 1)...min(start + configuration.maximumLength, run.count) {
                key = key << Self.bits | run[end - 1]
                guard let number = candidateNumbers[key] else { continue }
                if start > 0 {
                    counts.add(Self.neighbour(run[start - 1], of: number, isRight: false))
                } else {
                    candidates[number].starts += 1
                }
                if end < run.count {
                    counts.add(Self.neighbour(run[end], of: number, isRight: true))
                } else {
                    candidates[number].ends += 1
                }
            }
        }
    }

    private static func neighbour(_ character: Key, of number: Int, isRight: Bool) -> Key {
        Key(number) << 16 | (isRight ? 1 << 15 : 0) | character
    }

    /// Ends a reading of the whole text.
    public mutating func endPass() {
        undercount = max(undercount, counts.undercount)
        switch pass {
        case .strings(let length):
            for (key, count) in counts.counts where count >= configuration.minimumFrequency {
                frequent[key] = count
            }
            if length < configuration.maximumLength {
                pass = .strings(length: length + 1)
            } else {
                chooseCandidates()
                pass = .neighbours
            }
            counts = BoundedCounts(capacity: configuration.capacity)
        case .neighbours: pass = .done
        case .done: break
        }
    }

    private mutating func chooseCandidates() {
        for (key, frequency) in frequent where key >> Self.bits != 0 {
            let cohesion = cohesion(of: key, frequency)
            guard cohesion >= configuration.minimumCohesion,
                dictionary.frequency(of: Self.points(of: key)) ?? 0 == 0
            else { continue }
            candidates.append(Candidate(key: key, frequency: frequency, cohesion: cohesion))
        }
        candidates.sort { $0.key < $1.key }
        for (number, candidate) in candidates.enumerated() {
            candidateNumbers[candidate.key] = number
        }
        frequent = [:]
    }

    private func cohesion(of key: Key, _ frequency: Int) -> Double {
        var least = Double.infinity
        var shift = Self.bits
        while key >> shift != 0 {
            let left = key >> shift
            let right = key & (1 << shift - 1)
            // What was dropped for want of room occurs at least as often as the whole.
            let product =
                Double(frequent[left] ?? frequency) * Double(frequent[right] ?? frequency)
            least = min(least, log(Double(frequency) * Double(characters) / product))
            shift += Self.bits
        }
        return least
    }

    private static func points(of key: Key) -> [UInt32] {
        var points: [UInt32] = []
        var rest = key
        while rest != 0 {
            points.append(UInt32(rest & (1 << bits - 1)) + 0x4DFF)
            rest >>= bits
        }
        return points.reversed()
    }

    /// The words, after all passes.
    ///
    /// - Returns: those of the greatest sum of cohesion and lesser entropy first: by frequency the
    ///   phrases of a text would come before its words.
    public func words() -> [DiscoveredWord] {
        let entropies = entropies()
        var words: [(key: Key, word: DiscoveredWord)] = []
        for (candidate, entropy) in zip(candidates, entropies)
        where min(entropy.left, entropy.right) >= configuration.minimumEntropy {
            var word = ""
            word.unicodeScalars += Self.points(of: candidate.key).compactMap(Unicode.Scalar.init)
            words.append(
                (
                    candidate.key,
                    DiscoveredWord(
                        word: word,
                        frequency: candidate.frequency,
                        cohesion: candidate.cohesion,
                        leftEntropy: entropy.left,
                        rightEntropy: entropy.right
                    )
                )
            )
        }
        return words.sorted { ($1.word.evidence, $0.key) < ($0.word.evidence, $1.key) }
            .map(\.word)
    }

    /// The entropies of both sides of each candidate: log n - (sum of c log c) / n over counts c.
    private func entropies() -> [(left: Double, right: Double)] {
        var totals = candidates.map { (left: $0.starts, right: $0.ends) }
        var sums = candidates.map { _ in (left: 0.0, right: 0.0) }
        // The order fixes how the sums round.
        for (key, count) in counts.counts.sorted(by: { $0.key < $1.key }) {
            let number = Int(key >> 16)
            let term = Double(count) * log(Double(count))
            if key & 1 << 15 == 0 {
                totals[number].left += count
                sums[number].left += term
            } else {
                totals[number].right += count
                sums[number].right += term
            }
        }
        return zip(totals, sums).map { total, sum in
            (Self.entropy(total.left, sum.left), Self.entropy(total.right, sum.right))
        }
    }

    private static func entropy(_ total: Int, _ sum: Double) -> Double {
        total == 0 ? 0 : log(Double(total)) - sum / Double(total)
    }
}

/// Counts of at most so many keys: when there are more, the rarest go.
private struct BoundedCounts: Sendable {
    let capacity: Int
    private(set) var counts: [UInt128: Int] = [:]
    /// The most by which a count can be too low.
    private(set) var undercount = 0

    init(capacity: Int) { self.capacity = capacity }

    mutating func add(_ key: UInt128) {
        counts[key, default: 0] += 1
        if counts.count > capacity { prune() }
    }

    /// Drops the least counts until half of the room is free (after Manku and Motwani 2002).
    private mutating func prune() {
        var floor = 0
        while counts.count > capacity / 2 {
            floor += 1
            counts = counts.filter { $0.value > floor }
        }
        undercount += floor
    }
}
