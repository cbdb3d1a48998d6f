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
    /// Values below it have an impossible event in them.
    static let leastPossible = -1.57e100
    /// The first and the number of the characters that the model is asked about.
    static let firstPoint: UInt32 = 0x4E00
    static let pointCount: UInt32 = 0x9FD5 - 0x4E00 + 1

    /// Position and part of speech of each state, in the order that breaks ties: the later wins.
    let names: [(position: UInt8, tag: String)]
    let states: [State]
    /// The states that may follow one of any eight: of states 8 * i and after, for each choice of
    /// them, from 256 * i on.
    let followers: [StateSet]
    /// The logarithm of each transition, -infinity where there is none; row by following state.
    let transitions: [Double]
    /// Of the characters U+4E00...U+9FD5.
    let characters: [Character]
    /// Of each of the characters.
    let trials: [Trial]
    /// Of each character, first the states with many predecessors, then those with few, by gain.
    let emissions: [Emission]
    /// All states, and those that a run can begin with.
    let everyState: StateSet
    let starters: StateSet

    /// What is known of a state.
    struct State: BitwiseCopyable {
        let start: Double
        /// The same, -infinity for an impossible start.
        let possibleStart: Double
        /// The set of this state alone: adding it to another is cheaper than setting a bit.
        let alone: StateSet
        var predecessors = StateSet()
        /// Whether more than two states can stand before it.
        var isWide = false
        /// 1 if such a state can follow, 0 if not.
        var isSource: UInt64 = 0
        /// Its predecessors and their transitions where they are two at most; -infinity where
        /// there are fewer.
        var first = (state: 0, transition: -Double.infinity)
        var second = (state: 0, transition: -Double.infinity)
    }

    /// Where the emissions of a character lie: those of its candidates, the states it can be in,
    /// and then those of other states.
    struct Character: BitwiseCopyable {
        let start: UInt32
        let candidatesEnd: UInt32
        let end: UInt32

        @inline(__always) var candidates: Range<Int> { Int(start)..<Int(candidatesEnd) }
        @inline(__always) var all: Range<Int> { Int(start)..<Int(end) }
    }

    /// The states to try at a character, and those of them that have an emission of it.
    struct Trial: BitwiseCopyable {
        var tried = StateSet()
        var known = StateSet()
    }

    /// A state and the logarithm of the probability that it gives a character.
    struct Emission: BitwiseCopyable {
        let state: Int
        let logarithm: Double
        /// What the emission and any transition to the state add at most.
        let gain: Double
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
        let rows = text.states.indices.map { state in
            text.transitions[(state * Self.stateLimit)...].prefix(Self.stateLimit)
        }
        let isWide = rows.map { row in row.count { $0 > -.infinity } > 2 }
        let greatest = rows.map { $0.reduce(-.infinity, max) }
        func ordered(_ emissions: [UInt8: Double]) -> [Emission] {
            let ordered = emissions.sorted {
                let (one, other) = (Int($0.key), Int($1.key))
                if isWide[one] != isWide[other] { return isWide[one] }
                let (gain, otherGain) = (greatest[one] + $0.value, greatest[other] + $1.value)
                return gain == otherGain ? one < other : gain > otherGain
            }
            return ordered.map { state, logarithm in
                let gain = greatest[Int(state)] + logarithm
                return Emission(state: Int(state), logarithm: logarithm, gain: gain)
            }
        }
        var characters: [Character] = []
        var emissions: [Emission] = []
        for point in Self.firstPoint..<(Self.firstPoint + Self.pointCount) {
            let start = UInt32(emissions.count)
            var others = text.emissions[point, default: [:]]
            var candidates: [UInt8: Double] = [:]
            for state in text.candidates[point, default: []] {
                let logarithm = others.removeValue(forKey: state)
                candidates[state] = logarithm ?? HiddenMarkovModel.impossible
            }
            emissions += ordered(candidates)
            let candidatesEnd = UInt32(emissions.count)
            emissions += ordered(others)
            let end = UInt32(emissions.count)
            characters.append(.init(start: start, candidatesEnd: candidatesEnd, end: end))
        }
        self.init(
            names: text.states,
            start: text.start,
            transitions: text.transitions,
            characters: characters,
            emissions: emissions
        )
    }

    private init(
        names: [(position: UInt8, tag: String)],
        start: [Double],
        transitions: [Double],
        characters: [Character],
        emissions: [Emission]
    ) {
        self.names = names
        self.transitions = transitions
        self.characters = characters
        self.emissions = emissions
        var states = start.enumerated().map { state, start in
            State(
                start: start,
                possibleStart: start > Self.leastPossible ? start : -.infinity,
                alone: StateSet(state)
            )
        }
        var successors = states.map { _ in StateSet() }
        var (wideSources, everyState, starters) = (StateSet(), StateSet(), StateSet())
        for to in states.indices {
            let row = to * Self.stateLimit
            let before = states.indices.filter { transitions[row + $0] > -.infinity }
            for from in before {
                successors[from].insert(to)
                states[to].predecessors.insert(from)
            }
            if before.count > 2 {
                states[to].isWide = true
                wideSources.formUnion(states[to].predecessors)
            } else if let first = before.first, let second = before.last {
                states[to].first = (first, transitions[row + first])
                states[to].second = (second, transitions[row + second])
            }
            everyState.insert(to)
            if start[to] > Self.leastPossible { starters.insert(to) }
        }
        trials = characters.map { character in
            let isOpen = character.candidates.isEmpty
            var trial = Trial()
            for index in isOpen ? character.all : character.candidates {
                trial.tried.insert(emissions[index].state)
                if emissions[index].logarithm > Self.leastPossible {
                    trial.known.insert(emissions[index].state)
                }
            }
            if isOpen { trial.tried = everyState }
            return trial
        }
        for state in states.indices { states[state].isSource = wideSources.contains(state) ? 1 : 0 }
        self.states = states
        var followers = [StateSet](repeating: StateSet(), count: Self.stateLimit / 8 * 256)
        for index in followers.indices {
            let (first, choice) = (index / 256 * 8, index % 256)
            guard choice > 0 else { continue }
            let state = first + choice.trailingZeroBitCount
            followers[index] = followers[index & (index - 1)]
            if state < states.count { followers[index].formUnion(successors[state]) }
        }
        self.followers = followers
        self.everyState = everyState
        self.starters = starters
    }

    // MARK: The compiled form

    private static let magic: UInt64 = 0x0001_4753_4F50_4C59

    private var sections: [[UInt8]] {
        let names = names.map { "\(Unicode.Scalar($0.position))/\($0.tag)" }
        return [
            Array(names.joined(separator: "\n").utf8), states.map(\.start).bytes,
            transitions.bytes, characters.bytes, emissions.bytes,
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
            emissions: file.array(4, of: Emission.self)
        )
    }
}

extension TaggingModel {
    /// The arrays as pointers, for the length of one call.
    struct View {
        let states: UnsafePointer<State>
        let followers: UnsafePointer<StateSet>
        let transitions: UnsafePointer<Double>
        let characters: UnsafePointer<Character>
        let trials: UnsafePointer<Trial>
        let emissions: UnsafePointer<Emission>
        let everyState: StateSet
        let starters: StateSet

        /// All states that may follow one of a set.
        func followers(of states: StateSet) -> StateSet {
            var union = StateSet()
            var row = followers
            states.forEachByte { byte in
                union.formUnion(row[byte])
                row += 256
            }
            return union
        }
    }

    func withView<Result>(_ body: (View) -> Result) -> Result {
        states.withUnsafeBufferPointer { states in
            followers.withUnsafeBufferPointer { followers in
                transitions.withUnsafeBufferPointer { transitions in
                    characters.withUnsafeBufferPointer { characters in
                        trials.withUnsafeBufferPointer { trials in
                            emissions.withUnsafeBufferPointer { emissions in
                                guard let states = states.baseAddress,
                                    let followers = followers.baseAddress,
                                    let transitions = transitions.baseAddress,
                                    let characters = characters.baseAddress,
                                    let trials = trials.baseAddress,
                                    let emissions = emissions.baseAddress
                                else { preconditionFailure("no array of a model is empty") }
                                return body(
                                    View(
                                        states: states,
                                        followers: followers,
                                        transitions: transitions,
                                        characters: characters,
                                        trials: trials,
                                        emissions: emissions,
                                        everyState: everyState,
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
