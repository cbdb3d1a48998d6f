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
    /// The logarithm of each transition, -infinity where there is none; row by following state.
    private(set) var transitions = [Double](repeating: -.infinity, count: stateLimit * stateLimit)
    /// For each state, those that may follow, and those that may stand before.
    private(set) var successors: [StateSet] = []
    private(set) var predecessors: [StateSet] = []
    /// The states that each Han character can be in, in order.
    private(set) var candidates = EmissionTable()
    /// All emissions of each Han character that the model knows, in order of states.
    private(set) var emissions = EmissionTable()

    /// Reads a model.
    ///
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf path: String) throws {
        let lines = try TextLines(contentsOf: path)
        var numbers: [String: UInt8] = [:]
        var candidates: [UInt32: [UInt8]] = [:]
        var emissions: [UInt32: [UInt8: Double]] = [:]
        try lines.forEach { line, number in
            guard !line.isEmpty else { return }
            let fields = line.split(separator: UInt8(ascii: " "))
                .map { String(decoding: $0, as: UTF8.self) }
            guard read(fields, &numbers, &candidates, &emissions) else {
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
        for point in EmissionTable.points {
            let row = emissions[point, default: [:]]
            self.emissions.append(row.sorted { $0.key < $1.key }.map(Emission.init))
            self.candidates.append(
                candidates[point, default: []].map {
                    Emission(state: $0, logarithm: row[$0] ?? HiddenMarkovModel.impossible)
                }
            )
        }
    }

    /// Takes one line in; false where it is none of the four forms.
    private mutating func read(
        _ fields: [String],
        _ numbers: inout [String: UInt8],
        _ candidates: inout [UInt32: [UInt8]],
        _ emissions: inout [UInt32: [UInt8: Double]]
    ) -> Bool {
        switch (fields[0], fields.count) {
        case ("start", 3): return readStart(fields, &numbers)
        case ("transition", 4):
            guard let from = numbers[fields[1]], let to = numbers[fields[2]],
                let value = Double(fields[3])
            else { return false }
            transitions[Int(to) * Self.stateLimit + Int(from)] = value
            successors[Int(from)].insert(to)
            predecessors[Int(to)].insert(from)
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
        successors.append(StateSet())
        predecessors.append(StateSet())
        return true
    }

    private static func point(_ field: String) -> UInt32? {
        field.unicodeScalars.count == 1 ? field.unicodeScalars.first?.value : nil
    }
}

/// A state and the logarithm of the probability that it gives a character.
struct Emission {
    let state: UInt8
    let logarithm: Double
}

/// A list of emissions for each Han character.
struct EmissionTable: Sendable {
    static let points = UInt32(0x4E00)...0x9FD5

    private var emissions: [Emission] = []
    private var ends: [Int] = []

    /// Adds the list of the next character.
    mutating func append(_ list: [Emission]) {
        emissions += list
        ends.append(emissions.count)
    }

    subscript(point: UInt32) -> ArraySlice<Emission> {
        let index = Int(point - Self.points.lowerBound)
        return emissions[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

/// A set of states, as bits.
struct StateSet: Sendable {
    private var bits = SIMD4<UInt64>()

    mutating func insert(_ state: UInt8) { bits[Int(state) >> 6] |= 1 << UInt64(state & 63) }

    mutating func formUnion(_ other: StateSet) { bits |= other.bits }

    func contains(_ state: UInt8) -> Bool { bits[Int(state) >> 6] >> UInt64(state & 63) & 1 == 1 }

    /// The last state that both sets have.
    func last(in other: StateSet) -> UInt8? {
        let common = bits & other.bits
        for word in (0..<4).reversed() where common[word] != 0 {
            return UInt8(word << 6 | (63 - common[word].leadingZeroBitCount))
        }
        return nil
    }
}
