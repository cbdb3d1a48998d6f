// The most probable positions and parts of speech of a run of Han characters: jieba's `posseg.viterbi`.

/// Finds the states of a run, with the memory it needs.
///
/// A character is tried in the states it can be in that may follow those of the character before;
/// where there are none, in all that may follow. A value is `(V[before] + transition) + emission`,
/// and on a tie the later state wins.
///
/// Two things make this fast and keep every bit. Rounding is monotonic, so the forward pass takes
/// the greatest `V[before] + transition` and adds the emission once; which state it came from is
/// found on the way back, for one state a character. And jieba's -3.14e100 for an impossible event
/// swallows any transition, so states that share a number of such events are tied: they are sets,
/// not numbers.
struct TaggingViterbi {
    /// A character's states.
    private struct Column {
        let point: UInt32
        /// Those that no impossible event is part of; their values are in `values`.
        var possible = StateSet()
        /// Where its ties end in `ties`; those of the next character begin there.
        var tiesEnd = 0
    }

    /// States of equal value that share a number of impossible events.
    private struct Tie {
        let value: Double
        var states: StateSet
    }

    /// A possible state of the character before, from which many states follow.
    private struct Source {
        var state = 0
        var value = -Double.infinity
    }

    /// Values below it have an impossible event in them.
    private static let leastPossible = HiddenMarkovModel.impossible / 2

    private let model: TaggingModel
    private var columns: [Column] = []
    /// Of all characters on end; those of one character by falling value.
    private var ties: [Tie] = []
    /// By character and state; -infinity for states that are not possible, and between runs.
    private var values: [Double] = []
    /// A multiple of four, the last ones without effect.
    private var sources: [Source] = []

    init(_ model: TaggingModel) {
        self.model = model
    }

    /// Finds the number of the state of each character, which is Han.
    mutating func findStates(of points: [UInt32], into states: inout [UInt8]) {
        columns.removeAll(keepingCapacity: true)
        ties.removeAll(keepingCapacity: true)
        let missing = points.count * TaggingModel.stateLimit - values.count
        if missing > 0 { values += repeatElement(-.infinity, count: 2 * missing) }
        for point in points {
            var column = Column(point: point)
            if columns.isEmpty { begin(&column) } else { advance(&column) }
            column.tiesEnd = ties.count
            columns.append(column)
        }
        backtrace(into: &states)
        clear()
    }

    // MARK: Forward

    private mutating func begin(_ column: inout Column) {
        let candidates = model.emissions.candidates(of: column.point)
        let list = candidates.isEmpty ? model.emissions.list(of: column.point) : candidates
        for index in list {
            let state = model.emissions.states[index]
            let value = model.start[Int(state)] + model.emissions.logarithms[index]
            if value > Self.leastPossible {
                column.possible.insert(state)
                values[Int(state)] = value
            } else {
                tie(StateSet(state), at: value)
            }
        }
        if candidates.isEmpty {
            let others = model.everyState.subtracting(model.emissions.states(in: list))
            let impossible = HiddenMarkovModel.impossible
            tie(others.intersection(model.starters), at: impossible)
            tie(others.subtracting(model.starters), at: impossible + impossible)
        }
    }

    private mutating func advance(_ column: inout Column) {
        let before = columns[columns.count - 1]
        gatherSources(before)
        follow(before, model.emissions.candidates(of: column.point), &column)
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            let list = model.emissions.list(of: column.point)
            follow(before, list, &column)
            followUnlisted(before, list)
        }
        // In a model with states that nothing follows, all can be equally bad.
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            tie(model.everyState, at: -.infinity)
        }
    }

    private mutating func gatherSources(_ before: Column) {
        sources.removeAll(keepingCapacity: true)
        let row = (columns.count - 1) * TaggingModel.stateLimit
        before.possible.intersection(model.wideSources).forEach { state in
            sources.append(Source(state: Int(state), value: values[row + Int(state)]))
        }
        while sources.count % 4 != 0 { sources.append(Source()) }
    }

    /// Tries the states of a list of emissions.
    private mutating func follow(_ before: Column, _ list: Range<Int>, _ column: inout Column) {
        let row = columns.count * TaggingModel.stateLimit
        let tied = ties(of: columns.count - 1)
        for index in list {
            let state = model.emissions.states[index]
            let logarithm = model.emissions.logarithms[index]
            if logarithm > Self.leastPossible {
                let best = greatest(before: state, row - TaggingModel.stateLimit)
                if best > -.infinity {
                    values[row + Int(state)] = best + logarithm
                    column.possible.insert(state)
                    continue
                }
            } else if before.possible.intersects(model.predecessors[Int(state)]) {
                tie(StateSet(state), at: logarithm)
                continue
            }
            for number in tied where ties[number].states.intersects(model.predecessors[Int(state)])
            {
                tie(StateSet(state), at: ties[number].value + logarithm)
                break
            }
        }
    }

    /// The greatest sum of a possible value in row `before` and the transition from it.
    @inline(__always)
    private func greatest(before state: UInt8, _ before: Int) -> Double {
        if let few = model.fewPredecessors[Int(state)] {
            return max(
                values[before + few.first.state] + few.first.transition,
                values[before + few.second.state] + few.second.transition
            )
        }
        let row = Int(state) * TaggingModel.stateLimit
        return model.transitions.withUnsafeBufferPointer { transitions in
            sources.withUnsafeBufferPointer { sources in
                var greatest = SIMD4<Double>(repeating: -.infinity)
                var index = 0
                while index < sources.count {
                    for lane in 0..<4 {
                        let source = sources[index + lane]
                        let value = source.value + transitions[row + source.state]
                        greatest[lane] = value > greatest[lane] ? value : greatest[lane]
                    }
                    index += 4
                }
                return greatest.max()
            }
        }
    }

    /// Tries the states that are not listed; the character is impossible in all of them.
    private mutating func followUnlisted(_ before: Column, _ list: Range<Int>) {
        var open = model.everyState.subtracting(model.emissions.states(in: list))
        func take(followers of: StateSet) -> StateSet {
            let taken = model.followers(of: of).intersection(open)
            open = open.subtracting(taken)
            return taken
        }
        let impossible = HiddenMarkovModel.impossible
        tie(take(followers: before.possible), at: impossible)
        for number in ties(of: columns.count - 1) {
            tie(take(followers: ties[number].states), at: ties[number].value + impossible)
        }
    }

    private func ties(of column: Int) -> Range<Int> {
        (column > 0 ? columns[column - 1].tiesEnd : 0)..<columns[column].tiesEnd
    }

    /// Adds states to the ties of the character under way.
    private mutating func tie(_ states: StateSet, at value: Double) {
        guard !states.isEmpty else { return }
        var index = columns.last?.tiesEnd ?? 0
        while index < ties.count, ties[index].value > value { index += 1 }
        if index < ties.count, ties[index].value == value {
            ties[index].states.formUnion(states)
        } else {
            ties.insert(Tie(value: value, states: states), at: index)
        }
    }

    // MARK: Backward

    private func backtrace(into states: inout [UInt8]) {
        states.removeAll(keepingCapacity: true)
        var state = last
        for column in columns.indices.reversed() {
            states.append(state)
            if column > 0 { state = stateBefore(state, in: column) }
        }
        states.reverse()
    }

    /// The last of the most probable states of the last character.
    private var last: UInt8 {
        let column = columns.count - 1
        let row = column * TaggingModel.stateLimit
        var (best, last) = (-Double.infinity, UInt8(0))
        columns[column].possible.forEach { state in
            if values[row + Int(state)] >= best { (best, last) = (values[row + Int(state)], state) }
        }
        return best > -.infinity ? last : ties[ties(of: column).lowerBound].states.last ?? 0
    }

    /// The last of the most probable states before one of a character.
    private func stateBefore(_ state: UInt8, in column: Int) -> UInt8 {
        let predecessors = model.predecessors[Int(state)]
        var possible = columns[column - 1].possible.intersection(predecessors)
        if columns[column].possible.contains(state) {
            let row = column * TaggingModel.stateLimit
            let before = row - TaggingModel.stateLimit
            let transitions = Int(state) * TaggingModel.stateLimit
            let emission = model.emissions.logarithm(of: columns[column].point, in: state)
            while let last = possible.last {
                let transition = model.transitions[transitions + Int(last)]
                if values[before + Int(last)] + transition + emission == values[row + Int(state)] {
                    return last
                }
                possible.remove(last)
            }
        }
        if let last = possible.last { return last }
        for number in ties(of: column - 1) {
            if let last = ties[number].states.intersection(predecessors).last { return last }
        }
        return state
    }

    private mutating func clear() {
        for (number, column) in columns.enumerated() {
            column.possible.forEach { values[number * TaggingModel.stateLimit + Int($0)] = -.infinity }
        }
    }
}
