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
    /// How many numbers a row by state takes; not a power of two, because rows of 2 KiB would all
    /// want the same few places of a processor's cache.
    static let rowLength = 264
    /// Values below it have an impossible event in them.
    static let leastPossible = -1.57e100
    /// The first and the number of the characters that the model is asked about.
    static let firstPoint: UInt32 = 0x4E00
    static let pointCount: UInt32 = 0x9FD5 - 0x4E00 + 1

    /// Position and part of speech of each state, in the order that breaks ties: the later wins.
    let names: [(position: UInt8, tag: String)]
    let states: [State]
    let neighbours: [Neighbours]
    /// The logarithm of each transition, -infinity where there is none; row by following state.
    let transitions: [Double]
    /// Of the characters U+4E00...U+9FD5.
    let characters: [Character]
    /// The state of each emission, and the logarithm of the probability that it gives its character.
    let emitters: [UInt8]
    let emissions: [Double]
    /// Those that a run can begin with.
    let starters: StateSet

    /// What the forward pass asks of a state.
    struct State: BitwiseCopyable {
        /// The logarithm of its probability as the first; -infinity where that is impossible.
        var start: Double
        /// The greatest logarithm of a transition to it.
        var greatest = -Double.infinity
        /// The predecessors of a narrow state and their transitions; -infinity where there are
        /// fewer than two.
        var first = (state: UInt8(0), second: UInt8(0))
        /// Whether a wide state can follow: 1 or 0.
        var isSource: UInt8 = 0
        /// Whether runs can begin with it, or more than two states can stand before it.
        var isWide = false
        var transitions = (first: -Double.infinity, second: -Double.infinity)
    }

    /// A state as a set, because adding a set to another is cheaper than setting a bit, and the
    /// states that can stand before it and after it.
    struct Neighbours: BitwiseCopyable {
        let alone: StateSet
        var before = StateSet()
        var after = StateSet()
    }

    /// Where the emissions of a character lie: those that it is tried with, of wide states and then
    /// of narrow ones, then its impossible candidates, then those of states it is not tried in.
    struct Character: BitwiseCopyable {
        let start: UInt32
        let wideEnd: UInt32
        let possibleEnd: UInt32
        let candidatesEnd: UInt32
        let end: UInt32

        @inline(__always) var wide: Range<Int> { Int(start)..<Int(wideEnd) }
        @inline(__always) var narrow: Range<Int> { Int(wideEnd)..<Int(possibleEnd) }
        @inline(__always) var possible: Range<Int> { Int(start)..<Int(possibleEnd) }
        @inline(__always) var candidates: Range<Int> { Int(start)..<Int(candidatesEnd) }
        @inline(__always) var all: Range<Int> { Int(start)..<Int(end) }
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
        let states = Self.states(text.start, text.transitions)
        var characters: [Character] = []
        var (emitters, emissions): ([UInt8], [Double]) = ([], [])
        for point in Self.firstPoint..<(Self.firstPoint + Self.pointCount) {
            var others = text.emissions[point, default: [:]]
            var candidates: [UInt8: Double] = [:]
            for state in text.candidates[point, default: []] {
                let logarithm = others.removeValue(forKey: state)
                candidates[state] = logarithm ?? HiddenMarkovModel.impossible
            }
            func append(where belongs: (State, Double) -> Bool, of list: [UInt8: Double]) -> UInt32
            {
                let gains = list.filter { belongs(states[Int($0.key)], $0.value) }
                    .map { (states[Int($0.key)].greatest + $0.value, $0.key, $0.value) }
                for (_, state, emission) in gains.sorted(by: {
                    $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 > $1.0
                }) {
                    emitters.append(state)
                    emissions.append(emission)
                }
                return UInt32(emissions.count)
            }
            let start = UInt32(emissions.count)
            let tried = candidates.isEmpty ? others : candidates
            let character = Character(
                start: start,
                wideEnd: append(where: { $0.isWide && $1 > Self.leastPossible }, of: tried),
                possibleEnd: append(where: { !$0.isWide && $1 > Self.leastPossible }, of: tried),
                candidatesEnd: candidates.isEmpty
                    ? start : append(where: { $1 <= Self.leastPossible }, of: tried),
                end: append(
                    where: { candidates.isEmpty ? $1 <= Self.leastPossible : true },
                    of: others
                )
            )
            characters.append(character)
        }
        // The forward pass reads two at once.
        emitters.append(0)
        emissions.append(-.infinity)
        self.init(
            names: text.states,
            start: text.start,
            transitions: text.transitions,
            characters: characters,
            emitters: emitters,
            emissions: emissions
        )
    }

    private init(
        names: [(position: UInt8, tag: String)],
        start: [Double],
        transitions: [Double],
        characters: [Character],
        emitters: [UInt8],
        emissions: [Double]
    ) {
        self.names = names
        self.transitions = transitions
        self.characters = characters
        self.emitters = emitters
        self.emissions = emissions
        states = Self.states(start, transitions)
        var neighbours = states.indices.map { Neighbours(alone: StateSet($0)) }
        var starters = StateSet()
        for to in states.indices {
            for from in states.indices
            where transitions[to * Self.rowLength + from] > -.infinity {
                neighbours[from].after.insert(to)
                neighbours[to].before.insert(from)
            }
            if states[to].start > -.infinity { starters.insert(to) }
        }
        self.neighbours = neighbours
        self.starters = starters
    }

    private static func states(_ start: [Double], _ transitions: [Double]) -> [State] {
        var states = start.map { State(start: $0 > leastPossible ? $0 : -.infinity) }
        for to in states.indices {
            let row = transitions[(to * rowLength)...].prefix(states.count)
            let before = row.indices.filter { row[$0] > -.infinity }
            states[to].greatest = row.reduce(-.infinity, max)
            states[to].isWide = before.count > 2 || states[to].start > -.infinity
            let sources = before.map { UInt8($0 - row.startIndex) }
            if states[to].isWide {
                for source in sources { states[Int(source)].isSource = 1 }
            } else if let first = before.first, let last = before.last {
                states[to].first = (sources[0], sources[sources.count - 1])
                states[to].transitions = (row[first], row[last])
            }
        }
        return states
    }

    // MARK: The compiled form

    private static let magic: UInt64 = 0x0004_4753_4F50_4C59

    private var sections: [[UInt8]] {
        let names = names.map { "\(Unicode.Scalar($0.position))/\($0.tag)" }
        return [
            Array(names.joined(separator: "\n").utf8), states.map(\.start).bytes,
            transitions.bytes, characters.bytes, emitters, emissions.bytes,
        ]
    }

    private init(_ file: MappedSections) {
        self.init(
            names: file.array(0, of: UInt8.self).split(separator: UInt8(ascii: "\n")).map {
                ($0[$0.startIndex], String(decoding: $0.dropFirst(2), as: UTF8.self))
            },
            start: file.array(1, of: Double.self),
            transitions: file.array(2, of: Double.self),
            characters: file.array(3, of: Character.self),
            emitters: file.array(4, of: UInt8.self),
            emissions: file.array(5, of: Double.self)
        )
    }
}

extension TaggingModel {
    /// The arrays as pointers, for the length of one call.
    struct View {
        let states: UnsafePointer<State>
        let stateCount: Int
        let neighbours: UnsafePointer<Neighbours>
        let transitions: UnsafePointer<Double>
        let characters: UnsafePointer<Character>
        let emitters: UnsafePointer<UInt8>
        let emissions: UnsafePointer<Double>
        let starters: StateSet

        /// What a character is given with in a state.
        func emission(of character: Int, in state: Int) -> Double {
            for index in characters[character].all where emitters[index] == state {
                return emissions[index]
            }
            return HiddenMarkovModel.impossible
        }
    }

    func withView<Result>(_ body: (View) -> Result) -> Result {
        states.withUnsafeBufferPointer { states in
            neighbours.withUnsafeBufferPointer { neighbours in
                transitions.withUnsafeBufferPointer { transitions in
                    characters.withUnsafeBufferPointer { characters in
                        emitters.withUnsafeBufferPointer { emitters in
                            emissions.withUnsafeBufferPointer { emissions in
                                guard let firstState = states.baseAddress,
                                    let neighbours = neighbours.baseAddress,
                                    let transitions = transitions.baseAddress,
                                    let characters = characters.baseAddress,
                                    let emitters = emitters.baseAddress,
                                    let emissions = emissions.baseAddress
                                else { preconditionFailure("no array of a model is empty") }
                                return body(
                                    View(
                                        states: firstState,
                                        stateCount: states.count,
                                        neighbours: neighbours,
                                        transitions: transitions,
                                        characters: characters,
                                        emitters: emitters,
                                        emissions: emissions,
                                        starters: starters
                                    )
                                )
                            }
                        }
                    }
                }
            }
        }
    }
}
