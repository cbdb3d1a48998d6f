// The 256-state model that joins unknown words and tags them, read from our text format.

/// A hidden Markov model whose states are pairs of position (B, E, M, S) and part of speech.
///
/// The format, one fact per line, with STATE written as `B/n` and natural logarithms:
/// `start STATE NUMBER`, `transition STATE STATE NUMBER`,
/// `emission STATE CHARACTER NUMBER [CHARACTER NUMBER ...]` and `candidates CHARACTER STATE ...`,
/// the states that a character can be in. Every state has a start line, and those come first.
public struct TaggingModel: Sendable {
    /// The greatest number of states: their numbers are bytes.
    static let stateLimit = 256

    /// Position and part of speech of each state, in the order that breaks ties: the later wins.
    private(set) var states: [(position: UInt8, tag: String)] = []
    private(set) var start: [Double] = []
    /// For each state, the states before it with the logarithm of the transition, in order.
    private(set) var predecessors: [[(state: UInt8, transition: Double)]] = []
    /// For each state, one bit for each state that may follow.
    private(set) var successors: [SIMD4<UInt64>] = []
    /// For each character, the states it can be in, in order.
    private(set) var candidates: [UInt32: [UInt8]] = [:]
    /// The logarithm of each state's emission of a character.
    private var emissions: [UInt32: [UInt8: Double]] = [:]

    /// Reads a model.
    ///
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf path: String) throws {
        let lines = try TextLines(contentsOf: path)
        var numbers: [String: UInt8] = [:]
        try lines.forEach { line, number in
            guard !line.isEmpty else { return }
            let fields = line.split(separator: UInt8(ascii: " "))
                .map { String(decoding: $0, as: UTF8.self) }
            guard read(fields, &numbers) else {
                throw lines.malformed(
                    number,
                    "expected `start STATE NUMBER` in order of states, or with states that have "
                        + "one `transition STATE STATE NUMBER`, `emission STATE CHARACTER NUMBER "
                        + "...` or `candidates CHARACTER STATE ...`"
                )
            }
        }
        guard !states.isEmpty else {
            throw SegmentationError(
                code: .malformed,
                message: "expected a tagging model, found an empty file",
                location: .init(path: path)
            )
        }
    }

    /// The logarithm of the probability that a state gives a character.
    @inline(__always)
    func emission(_ state: UInt8, _ row: [UInt8: Double]?) -> Double {
        row?[state] ?? HiddenMarkovModel.impossible
    }

    /// What is known of the emissions of a character.
    func emissions(of point: UInt32) -> [UInt8: Double]? {
        emissions[point]
    }

    /// Takes one line in; false where it is none of the four forms.
    private mutating func read(_ fields: [String], _ numbers: inout [String: UInt8]) -> Bool {
        switch (fields[0], fields.count) {
        case ("start", 3): return readStart(fields, &numbers)
        case ("transition", 4):
            guard let from = numbers[fields[1]], let to = numbers[fields[2]],
                let value = Double(fields[3])
            else { return false }
            predecessors[Int(to)].append((from, value))
            successors[Int(from)][Int(to) >> 6] |= 1 << UInt64(to & 63)
        case ("emission", 4...) where fields.count % 2 == 0:
            guard let state = numbers[fields[1]] else { return false }
            for index in stride(from: 2, to: fields.count, by: 2) {
                guard let point = Self.point(fields[index]), let value = Double(fields[index + 1])
                else { return false }
                emissions[point, default: [:]][state] = value
            }
        case ("candidates", 3...):
            let states = fields[2...].compactMap { numbers[$0] }
            guard let point = Self.point(fields[1]), states.count == fields.count - 2 else {
                return false
            }
            candidates[point] = states.sorted()
        default: return false
        }
        return true
    }

    private mutating func readStart(
        _ fields: [String],
        _ numbers: inout [String: UInt8]
    ) -> Bool {
        let name = fields[1].utf8.split(separator: UInt8(ascii: "/"))
        guard name.count == 2, name[0].count == 1, let position = name[0].first,
            "BEMS".utf8.contains(position), let value = Double(fields[2]),
            states.count < Self.stateLimit
        else { return false }
        let tag = String(decoding: name[1], as: UTF8.self)
        if let last = states.last, (position, tag) <= (last.position, last.tag) { return false }
        numbers[fields[1]] = UInt8(states.count)
        states.append((position, tag))
        start.append(value)
        predecessors.append([])
        successors.append(SIMD4())
        return true
    }

    private static func point(_ field: String) -> UInt32? {
        field.unicodeScalars.count == 1 ? field.unicodeScalars.first?.value : nil
    }
}
