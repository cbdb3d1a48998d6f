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
    let states: [(position: UInt8, tag: String)]
    let start: [Double]
    /// The logarithm of each transition, -infinity where there is none; row by following state.
    let transitions: [Double]
    let emissions: EmissionTable
    /// For each state, those that may follow, and those that may stand before.
    let successors: [StateSet]
    let predecessors: [StateSet]
    /// For each state, its predecessors where they are two at most.
    let fewPredecessors: [FewPredecessors?]
    /// The states from which states with more predecessors follow.
    let wideSources: StateSet
    /// All states, and those that a run can begin with.
    let everyState: StateSet
    let starters: StateSet

    /// Two states with the transitions from them; -infinity where there are fewer.
    struct FewPredecessors {
        var first = (state: 0, transition: -Double.infinity)
        var second = (state: 0, transition: -Double.infinity)
    }

    /// Reads a model.
    ///
    /// - Parameters:
    ///   - path: a file in the format above.
    ///   - compiled: where to keep a form that loads in a millisecond; nil for nowhere. It is made
    ///     anew when the file at `path` changes.
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf path: String, compiled: String? = nil) throws {
        guard let compiled else {
            self.init(try TaggingModelText(contentsOf: path))
            return
        }
        let file = CompiledFile(path: compiled, source: path, magic: Self.magic)
        self.init(try file.load { TaggingModel(try TaggingModelText(contentsOf: path)).sections })
    }

    private init(_ text: TaggingModelText) {
        self.init(
            states: text.states,
            start: text.start,
            transitions: text.transitions,
            emissions: EmissionTable(text)
        )
    }

    private init(
        states: [(position: UInt8, tag: String)],
        start: [Double],
        transitions: [Double],
        emissions: EmissionTable
    ) {
        self.states = states
        self.start = start
        self.transitions = transitions
        self.emissions = emissions
        var successors = [StateSet](repeating: StateSet(), count: Self.stateLimit)
        var predecessors = successors
        var fewPredecessors = [FewPredecessors?](repeating: nil, count: Self.stateLimit)
        var (wideSources, everyState, starters) = (StateSet(), StateSet(), StateSet())
        for to in states.indices {
            let row = transitions[(to * Self.stateLimit)...].prefix(Self.stateLimit)
            let before = states.indices.filter { row[row.startIndex + $0] > -.infinity }
            for from in before {
                successors[from].insert(UInt8(to))
                predecessors[to].insert(UInt8(from))
            }
            if before.count <= 2 {
                var few = FewPredecessors()
                if let from = before.first { few.first = (from, row[row.startIndex + from]) }
                if let from = before.last { few.second = (from, row[row.startIndex + from]) }
                fewPredecessors[to] = few
            } else {
                wideSources.formUnion(predecessors[to])
            }
            everyState.insert(UInt8(to))
            if start[to] > HiddenMarkovModel.impossible / 2 { starters.insert(UInt8(to)) }
        }
        self.successors = successors
        self.predecessors = predecessors
        self.fewPredecessors = fewPredecessors
        self.wideSources = wideSources
        self.everyState = everyState
        self.starters = starters
    }

    /// All states that may follow one of a set.
    func followers(of states: StateSet) -> StateSet {
        var followers = StateSet()
        states.forEach { followers.formUnion(successors[Int($0)]) }
        return followers
    }

    // MARK: The compiled form

    private static let magic: UInt64 = 0x0001_4753_4F50_4C59

    private var sections: [[UInt8]] {
        let names = states.map { "\(Unicode.Scalar($0.position))/\($0.tag)" }
        return [
            Array(names.joined(separator: "\n").utf8), start.bytes, transitions.bytes,
            emissions.ends.bytes, emissions.candidateEnds.bytes, emissions.states,
            emissions.logarithms.bytes,
        ]
    }

    private init(_ file: MappedSections) {
        self.init(
            states: file.array(0, of: UInt8.self).split(separator: UInt8(ascii: "\n")).map {
                ($0[$0.startIndex], String(decoding: $0.dropFirst(2), as: UTF8.self))
            },
            start: file.array(1, of: Double.self),
            transitions: file.array(2, of: Double.self),
            emissions: EmissionTable(
                ends: file.array(3, of: UInt32.self),
                candidateEnds: file.array(4, of: UInt32.self),
                states: file.array(5, of: UInt8.self),
                logarithms: file.array(6, of: Double.self)
            )
        )
    }
}

/// For each Han character the states that can give it, with logarithms.
///
/// First come the character's candidates, then the other states with an emission of it.
struct EmissionTable: Sendable {
    static let points = UInt32(0x4E00)...0x9FD5

    /// Where the states of each character end; the next character's begin there.
    let ends: [UInt32]
    /// Where the candidates of each character end.
    let candidateEnds: [UInt32]
    let states: [UInt8]
    let logarithms: [Double]

    init(ends: [UInt32], candidateEnds: [UInt32], states: [UInt8], logarithms: [Double]) {
        self.ends = ends
        self.candidateEnds = candidateEnds
        self.states = states
        self.logarithms = logarithms
    }

    /// The places of a character's candidates.
    @inline(__always)
    func candidates(of point: UInt32) -> Range<Int> {
        let index = Int(point &- Self.points.lowerBound)
        return start(of: index)..<Int(candidateEnds[index])
    }

    /// The places of all of a character's states.
    @inline(__always)
    func list(of point: UInt32) -> Range<Int> {
        let index = Int(point &- Self.points.lowerBound)
        return start(of: index)..<Int(ends[index])
    }

    private func start(of index: Int) -> Int {
        index == 0 ? 0 : Int(ends[index - 1])
    }

    /// The states at places of the table.
    func states(in list: Range<Int>) -> StateSet {
        var set = StateSet()
        for index in list { set.insert(states[index]) }
        return set
    }

    func logarithm(of point: UInt32, in state: UInt8) -> Double {
        list(of: point).first { states[$0] == state }.map { logarithms[$0] }
            ?? HiddenMarkovModel.impossible
    }

    init(_ text: TaggingModelText) {
        var (ends, candidateEnds): ([UInt32], [UInt32]) = ([], [])
        var states: [UInt8] = []
        var logarithms: [Double] = []
        for point in Self.points {
            var known = text.emissions[point, default: [:]]
            for state in text.candidates[point, default: []] {
                states.append(state)
                logarithms.append(
                    known.removeValue(forKey: state) ?? HiddenMarkovModel.impossible
                )
            }
            candidateEnds.append(UInt32(states.count))
            for (state, logarithm) in known.sorted(by: { $0.key < $1.key }) {
                states.append(state)
                logarithms.append(logarithm)
            }
            ends.append(UInt32(states.count))
        }
        self.init(
            ends: ends,
            candidateEnds: candidateEnds,
            states: states,
            logarithms: logarithms
        )
    }
}

/// A set of states, as bits.
struct StateSet: Equatable, Sendable {
    private var bits = SIMD4<UInt64>()

    init() {}

    @inline(__always)
    init(_ state: UInt8) { insert(state) }

    @inline(__always)
    var isEmpty: Bool { bits == SIMD4() }

    @inline(__always)
    mutating func insert(_ state: UInt8) { bits[Int(state) >> 6] |= 1 << UInt64(state & 63) }

    @inline(__always)
    mutating func remove(_ state: UInt8) { bits[Int(state) >> 6] &= ~(1 << UInt64(state & 63)) }

    @inline(__always)
    func intersects(_ other: StateSet) -> Bool { bits & other.bits != SIMD4() }

    @inline(__always)
    func contains(_ state: UInt8) -> Bool { bits[Int(state) >> 6] >> UInt64(state & 63) & 1 == 1 }

    @inline(__always)
    mutating func formUnion(_ other: StateSet) { bits |= other.bits }

    @inline(__always)
    func intersection(_ other: StateSet) -> StateSet {
        var both = self
        both.bits &= other.bits
        return both
    }

    @inline(__always)
    func subtracting(_ other: StateSet) -> StateSet {
        var rest = self
        rest.bits &= ~other.bits
        return rest
    }

    /// The last state.
    var last: UInt8? {
        for word in (0..<4).reversed() where bits[word] != 0 {
            return UInt8(word << 6 | (63 - bits[word].leadingZeroBitCount))
        }
        return nil
    }

    /// Hands out the states in order.
    @inline(__always)
    func forEach(_ body: (UInt8) -> Void) {
        for word in 0..<4 {
            var rest = bits[word]
            while rest != 0 {
                body(UInt8(truncatingIfNeeded: word << 6 | rest.trailingZeroBitCount))
                rest &= rest &- 1
            }
        }
    }
}
