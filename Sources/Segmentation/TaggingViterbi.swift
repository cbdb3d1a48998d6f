// The most probable positions and parts of speech of a run of Han characters: jieba's `posseg.viterbi`.

/// Finds the states of a run, with the memory it needs.
///
/// A character is tried in the states it can be in that may follow those of the character before;
/// where there are none, in all that may follow. A value is `(V[before] + transition) + emission`,
/// and on a tie the later state wins.
///
/// Three things make this fast and keep every bit. Rounding is monotonic, so the forward pass takes
/// the greatest `V[before] + transition` and adds the emission once; which state it came from is
/// found on the way back, for one state a character. jieba's -3.14e100 for an impossible event
/// swallows any transition, so states that share a number of such events are tied: they are sets,
/// not numbers. And values are asked for only before a character that has emissions.
struct TaggingViterbi: ~Copyable {
    /// A character's states.
    private struct Column {
        /// Its number among the model's characters.
        let character: Int
        /// The emissions of the states that were tried.
        var list = 0..<0
        /// Those that no impossible event is part of.
        var possible = StateSet()
        /// Whether their values are in `values`.
        var hasValues = false
        /// Where its ties end in `ties`; those of the next character begin there.
        var tiesEnd = 0
    }

    /// States of equal value that share a number of impossible events.
    private struct Tie {
        let value: Double
        var states: StateSet
    }

    /// The possible states of a character from which states with many predecessors follow.
    private struct Sources {
        struct Source {
            var state = 0
            var value = -Double.infinity
        }

        /// Four at a time, the last ones without effect.
        let sources: UnsafeMutablePointer<Source>
        private(set) var count = 0
        /// The greatest value of any possible state.
        private(set) var greatest = -Double.infinity

        init() {
            sources = .allocate(capacity: TaggingModel.stateLimit + 4)
        }

        mutating func removeAll() {
            count = 0
            greatest = -.infinity
        }

        /// Adds a state, if it is a source (1, not 0) and `value` is not -infinity.
        @inline(__always)
        mutating func append(_ state: Int, _ value: Double, isSource: UInt64) {
            sources[count] = Source(state: state, value: value)
            // Arithmetic, because neither condition can be foreseen.
            let difference = value.bitPattern ^ (-Double.infinity).bitPattern
            let isPossible = (difference | (0 &- difference)) &>> 63
            count &+= Int(truncatingIfNeeded: isSource & isPossible)
            greatest = value > greatest ? value : greatest
        }

        func pad() {
            for index in count..<(count + 4) { sources[index] = Source() }
        }
    }

    /// Rounding errs by far less.
    private static let margin = 1e-6

    private let model: TaggingModel.View
    private var columns: [Column] = []
    /// Of all characters on end; those of one character by falling value.
    private var ties: [Tie] = []
    /// By character and state; -infinity for states that are not possible, and between runs.
    private var values: UnsafeMutableBufferPointer<Double>
    /// Those of the last character that has values, and room for the next.
    private var (sources, nextSources) = (Sources(), Sources())

    init(_ model: TaggingModel.View) {
        self.model = model
        values = .allocate(capacity: 0)
    }

    deinit {
        values.deallocate()
        sources.sources.deallocate()
        nextSources.sources.deallocate()
    }

    /// Finds the number of the state of each character, which is Han.
    mutating func findStates(of points: [UInt32], into states: inout [UInt8]) {
        columns.removeAll(keepingCapacity: true)
        ties.removeAll(keepingCapacity: true)
        if values.count < points.count * TaggingModel.stateLimit {
            values.deallocate()
            values = .allocate(capacity: 2 * points.count * TaggingModel.stateLimit)
            values.initialize(repeating: -.infinity)
        }
        var last: Int?
        for index in points.indices {
            var column = Column(character: Int(points[index] &- TaggingModel.firstPoint))
            let isLast = index + 1 == points.count
            if !isLast {
                let next = Int(points[index + 1] &- TaggingModel.firstPoint)
                column.hasValues = !model.characters[next].all.isEmpty
            }
            if index == 0 { begin(&column) } else { advance(&column) }
            column.tiesEnd = ties.count
            if isLast, !column.possible.isEmpty { last = greatest(of: column.list) }
            columns.append(column)
        }
        let first = columns.count > 1 ? columns[columns.count - 2].tiesEnd : 0
        backtrace(from: last ?? ties[first].states.last ?? 0, into: &states)
        clear()
    }

    // MARK: Forward

    private mutating func begin(_ column: inout Column) {
        let trial = model.trials[column.character]
        let starters = model.starters
        column.possible = trial.known.intersection(starters)
        let missing = trial.tried.subtracting(trial.known)
        var once = trial.known.subtracting(starters)
        once.formUnion(missing.intersection(starters))
        let impossible = HiddenMarkovModel.impossible
        tie(once, at: impossible)
        tie(missing.subtracting(starters), at: impossible + impossible)
        let character = model.characters[column.character]
        column.list = character.candidates.isEmpty ? character.all : character.candidates
        if column.hasValues { findValues(column.list) { state, _ in state.pointee.possibleStart } }
    }

    private mutating func advance(_ column: inout Column) {
        let character = model.characters[column.character]
        let trial = model.trials[column.character]
        let before = columns[columns.count - 1]
        column.list = character.candidates.isEmpty ? character.all : character.candidates
        follow(before, trial, &column)
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            var trial = TaggingModel.Trial(tried: model.everyState)
            column.list = character.all
            for index in column.list
            where model.emissions[index].logarithm > TaggingModel.leastPossible {
                trial.known.insert(model.emissions[index].state)
            }
            follow(before, trial, &column)
        }
        // In a model with states that nothing follows, all can be equally bad.
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            tie(model.everyState, at: -.infinity)
        }
    }

    private mutating func follow(
        _ before: Column,
        _ trial: TaggingModel.Trial,
        _ column: inout Column
    ) {
        let impossible = HiddenMarkovModel.impossible
        var open = trial.tried
        if !before.possible.isEmpty {
            let reached = model.followers(of: before.possible).intersection(open)
            column.possible = reached.intersection(trial.known)
            tie(reached.subtracting(trial.known), at: impossible)
            open.subtract(reached)
            if column.hasValues, !column.possible.isEmpty {
                let (previous, sources) = (row(columns.count - 1), sources)
                let transitions = model.transitions
                findValues(column.list) { state, number in
                    Self.greatest(before: number, state, previous, sources, transitions)
                }
            }
        }
        for number in ties(of: columns.count - 1) {
            if open.isEmpty { return }
            let reached = model.followers(of: ties[number].states).intersection(open)
            let value = ties[number].value
            tie(reached.intersection(trial.known), at: value)
            tie(reached.subtracting(trial.known), at: value + impossible)
            open.subtract(reached)
        }
    }

    /// Finds the values of the states of a list; `best` says what the emission is added to.
    @inline(__always)
    private mutating func findValues(
        _ list: Range<Int>,
        _ best: (UnsafePointer<TaggingModel.State>, Int) -> Double
    ) {
        let row = row(columns.count)
        var next = nextSources
        next.removeAll()
        for index in list {
            let emission = model.emissions[index]
            guard emission.logarithm > TaggingModel.leastPossible else { continue }
            let state = model.states + emission.state
            let value = best(state, emission.state) + emission.logarithm
            row[emission.state] = value
            next.append(emission.state, value, isSource: state.pointee.isSource)
        }
        next.pad()
        (sources, nextSources) = (next, sources)
    }

    /// The last of the most probable states of the last character.
    private func greatest(of list: Range<Int>) -> Int {
        var (best, last) = (-Double.infinity, 0)
        if columns.isEmpty {
            for index in list {
                let emission = model.emissions[index]
                let value = model.states[emission.state].start + emission.logarithm
                if (value, emission.state) > (best, last) { (best, last) = (value, emission.state) }
            }
            return last
        }
        let row = row(columns.count - 1)
        for index in list {
            let emission = model.emissions[index]
            if sources.greatest + emission.gain < best - Self.margin { continue }
            let state = model.states + emission.state
            let sum = Self.greatest(
                before: emission.state,
                state,
                row,
                sources,
                model.transitions
            )
            let value = sum + emission.logarithm
            if (value, emission.state) > (best, last) { (best, last) = (value, emission.state) }
        }
        return last
    }

    /// The greatest sum of a value of `row` and the transition from it.
    @inline(__always)
    private static func greatest(
        before state: Int,
        _ facts: UnsafePointer<TaggingModel.State>,
        _ row: UnsafeMutablePointer<Double>,
        _ sources: Sources,
        _ transitions: UnsafePointer<Double>
    ) -> Double {
        guard facts.pointee.isWide else {
            let (first, second) = (facts.pointee.first, facts.pointee.second)
            return max(row[first.state] + first.transition, row[second.state] + second.transition)
        }
        let transitions = transitions + state &* TaggingModel.stateLimit
        var greatest = SIMD4<Double>(repeating: -.infinity)
        var index = 0
        while index < sources.count {
            for lane in 0..<4 {
                let source = sources.sources[index &+ lane]
                let value = source.value + transitions[source.state]
                greatest[lane] = value > greatest[lane] ? value : greatest[lane]
            }
            index &+= 4
        }
        let low = greatest[1] > greatest[0] ? greatest[1] : greatest[0]
        let high = greatest[3] > greatest[2] ? greatest[3] : greatest[2]
        return high > low ? high : low
    }

    /// The values of a character.
    @inline(__always)
    private func row(_ column: Int) -> UnsafeMutablePointer<Double> {
        guard let first = values.baseAddress else { preconditionFailure("no values without run") }
        return first + column &* TaggingModel.stateLimit
    }

    @inline(__always)
    private func ties(of column: Int) -> Range<Int> {
        let start = column > 0 ? columns[column - 1].tiesEnd : 0
        return Range(uncheckedBounds: (start, columns[column].tiesEnd))
    }

    /// Adds states to the ties of the character under way.
    @inline(__always)
    private mutating func tie(_ states: StateSet, at value: Double) {
        if !states.isEmpty { insert(Tie(value: value, states: states)) }
    }

    private mutating func insert(_ tie: Tie) {
        var index = columns.last?.tiesEnd ?? 0
        while index < ties.count, ties[index].value > tie.value { index += 1 }
        if index == ties.count {
            ties.append(tie)
        } else if ties[index].value == tie.value {
            ties[index].states.formUnion(tie.states)
        } else {
            ties.insert(tie, at: index)
        }
    }

    // MARK: Backward

    private func backtrace(from last: Int, into states: inout [UInt8]) {
        states.removeAll(keepingCapacity: true)
        var state = last
        for column in columns.indices.reversed() {
            states.append(UInt8(truncatingIfNeeded: state))
            if column > 0 { state = stateBefore(state, in: column) }
        }
        states.reverse()
    }

    /// The last of the most probable states before one of a character.
    private func stateBefore(_ state: Int, in column: Int) -> Int {
        let predecessors = model.states[state].predecessors
        let possible = columns[column - 1].possible.intersection(predecessors)
        if !possible.isEmpty, columns[column].possible.contains(state) {
            let row = row(column - 1)
            let transitions = model.transitions + state &* TaggingModel.stateLimit
            let emission = emission(of: columns[column].character, in: state)
            var (best, last) = (-Double.infinity, 0)
            possible.forEach { before in
                let value = row[before] + transitions[before] + emission
                last = value >= best ? before : last
                best = value >= best ? value : best
            }
            return last
        }
        if let last = possible.last { return last }
        for number in ties(of: column - 1) {
            if let last = ties[number].states.intersection(predecessors).last { return last }
        }
        return state
    }

    private func emission(of character: Int, in state: Int) -> Double {
        let emissions = model.emissions
        for index in model.characters[character].all where emissions[index].state == state {
            return emissions[index].logarithm
        }
        return HiddenMarkovModel.impossible
    }

    private func clear() {
        for (number, column) in columns.enumerated() where column.hasValues {
            let row = row(number)
            for index in column.list { row[model.emissions[index].state] = -.infinity }
        }
    }
}
