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
struct TaggingViterbi: ~Copyable {
    /// A character's states.
    private struct Column {
        let character: TaggingModel.Character
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

    private let model: TaggingModel.View
    private var columns: [Column] = []
    /// Of all characters on end; those of one character by falling value.
    private var ties: [Tie] = []
    /// By character and state; -infinity for states that are not possible, and between runs.
    private var values: UnsafeMutableBufferPointer<Double>
    /// Four at a time, the last ones without effect.
    private let sources: UnsafeMutablePointer<Source>

    init(_ model: TaggingModel.View) {
        self.model = model
        values = .allocate(capacity: 0)
        sources = .allocate(capacity: TaggingModel.stateLimit + 4)
    }

    deinit {
        values.deallocate()
        sources.deallocate()
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
        for point in points {
            var column = Column(character: model.character(point))
            if let before = columns.last { advance(from: before, &column) } else { begin(&column) }
            column.tiesEnd = ties.count
            columns.append(column)
        }
        backtrace(into: &states)
        clear()
    }

    // MARK: Forward

    private mutating func begin(_ column: inout Column) {
        let isOpen = column.character.candidates.isEmpty
        let row = row(0)
        var possible = StateSet()
        var others = model.everyState
        for index in isOpen ? column.character.all : column.character.candidates {
            let emission = model.emissions[index]
            let state = model.states + emission.state
            let value = state.pointee.start + emission.logarithm
            others.subtract(state.pointee.alone)
            if value > Self.leastPossible {
                possible.formUnion(state.pointee.alone)
                row[emission.state] = value
            } else {
                tie(state.pointee.alone, at: value)
            }
        }
        column.possible = possible
        if isOpen {
            let impossible = HiddenMarkovModel.impossible
            tie(others.intersection(model.starters), at: impossible)
            tie(others.subtracting(model.starters), at: impossible + impossible)
        }
    }

    private mutating func advance(from before: Column, _ column: inout Column) {
        let character = column.character
        if !character.candidates.isEmpty {
            follow(before, character.candidates, areAll: true, &column)
        }
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            follow(before, character.all, areAll: false, &column)
        }
        // In a model with states that nothing follows, all can be equally bad.
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            tie(model.everyState, at: -.infinity)
        }
    }

    /// Tries the states of a list of emissions; in the others, if the list has not all that are to
    /// be tried, the character is impossible.
    private mutating func follow(
        _ before: Column,
        _ list: Range<Int>,
        areAll: Bool,
        _ column: inout Column
    ) {
        var known = StateSet()
        var open: StateSet
        if before.possible.isEmpty {
            open = StateSet()
            for index in list {
                let emission = model.emissions[index]
                let alone = model.states[emission.state].alone
                open.formUnion(alone)
                if emission.logarithm > Self.leastPossible { known.formUnion(alone) }
            }
            if !areAll { open = model.everyState }
        } else {
            (known, open) = followPossible(before, list, &column.possible)
            if !areAll { open = model.everyState.subtracting(column.possible) }
            if open.isEmpty { return }
            let taken = model.followers(of: before.possible).intersection(open).subtracting(known)
            tie(taken, at: HiddenMarkovModel.impossible)
            open.subtract(taken)
        }
        for number in ties(of: columns.count - 1) {
            if open.isEmpty { return }
            let taken = model.followers(of: ties[number].states).intersection(open)
            let value = ties[number].value
            tie(taken.intersection(known), at: value)
            tie(taken.subtracting(known), at: value + HiddenMarkovModel.impossible)
            open.subtract(taken)
        }
    }

    /// Finds the values of the states of a list that are possible; of the others, those with an
    /// emission, and all.
    private func followPossible(
        _ before: Column,
        _ list: Range<Int>,
        _ possible: inout StateSet
    ) -> (known: StateSet, open: StateSet) {
        let row = row(columns.count)
        let sourceCount = gatherSources(before)
        var (known, open, found) = (StateSet(), StateSet(), StateSet())
        for index in list {
            let emission = model.emissions[index]
            let state = model.states + emission.state
            if emission.logarithm > Self.leastPossible {
                let best =
                    state.pointee.isWide
                    ? greatest(before: emission.state, sourceCount)
                    : greatest(before: state, row - TaggingModel.stateLimit)
                if best > -.infinity {
                    row[emission.state] = best + emission.logarithm
                    found.formUnion(state.pointee.alone)
                    continue
                }
                known.formUnion(state.pointee.alone)
            }
            open.formUnion(state.pointee.alone)
        }
        possible = found
        return (known, open)
    }

    /// The number of sources, rounded up to a multiple of four.
    private func gatherSources(_ before: Column) -> Int {
        let row = row(columns.count - 1)
        var count = 0
        before.possible.intersection(model.wideSources).forEach { state in
            sources[count] = Source(state: state, value: row[state])
            count += 1
        }
        while count % 4 != 0 {
            sources[count] = Source()
            count += 1
        }
        return count
    }

    /// The greatest sum of the value of a source and the transition from it.
    @inline(__always)
    private func greatest(before state: Int, _ sourceCount: Int) -> Double {
        let transitions = model.transitions + state * TaggingModel.stateLimit
        var greatest = SIMD4<Double>(repeating: -.infinity)
        var index = 0
        while index < sourceCount {
            for lane in 0..<4 {
                let source = sources[index &+ lane]
                let value = source.value + transitions[source.state]
                greatest[lane] = value > greatest[lane] ? value : greatest[lane]
            }
            index &+= 4
        }
        let low = greatest[1] > greatest[0] ? greatest[1] : greatest[0]
        let high = greatest[3] > greatest[2] ? greatest[3] : greatest[2]
        return high > low ? high : low
    }

    /// The same for a state with two predecessors at most.
    @inline(__always)
    private func greatest(
        before state: UnsafePointer<TaggingModel.State>,
        _ row: UnsafeMutablePointer<Double>
    ) -> Double {
        let (first, second) = (state.pointee.first, state.pointee.second)
        return max(row[first.state] + first.transition, row[second.state] + second.transition)
    }

    /// The values of a character.
    @inline(__always)
    private func row(_ column: Int) -> UnsafeMutablePointer<Double> {
        guard let first = values.baseAddress else { preconditionFailure("no values without run") }
        return first + column * TaggingModel.stateLimit
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
        } else if index == ties.count {
            ties.append(Tie(value: value, states: states))
        } else {
            ties.insert(Tie(value: value, states: states), at: index)
        }
    }

    // MARK: Backward

    private func backtrace(into states: inout [UInt8]) {
        states.removeAll(keepingCapacity: true)
        var state = last
        for column in columns.indices.reversed() {
            states.append(UInt8(truncatingIfNeeded: state))
            if column > 0 { state = stateBefore(state, in: column) }
        }
        states.reverse()
    }

    /// The last of the most probable states of the last character.
    private var last: Int {
        let column = columns.count - 1
        let row = row(column)
        var (best, last) = (-Double.infinity, 0)
        columns[column].possible.forEach { state in
            last = row[state] >= best ? state : last
            best = max(best, row[state])
        }
        return best > -.infinity ? last : ties[ties(of: column).lowerBound].states.last ?? 0
    }

    /// The last of the most probable states before one of a character.
    private func stateBefore(_ state: Int, in column: Int) -> Int {
        let predecessors = model.states[state].predecessors
        var possible = columns[column - 1].possible.intersection(predecessors)
        if columns[column].possible.contains(state) {
            let row = row(column)
            let before = row - TaggingModel.stateLimit
            let transitions = model.transitions + state * TaggingModel.stateLimit
            let emission = emission(of: columns[column].character, in: state)
            while let last = possible.last {
                if before[last] + transitions[last] + emission == row[state] { return last }
                possible.remove(last)
            }
        }
        if let last = possible.last { return last }
        for number in ties(of: column - 1) {
            if let last = ties[number].states.intersection(predecessors).last { return last }
        }
        return state
    }

    private func emission(of character: TaggingModel.Character, in state: Int) -> Double {
        let emissions = model.emissions
        return character.all.first { emissions[$0].state == state }
            .map { emissions[$0].logarithm } ?? HiddenMarkovModel.impossible
    }

    private func clear() {
        for (number, column) in columns.enumerated() {
            let row = row(number)
            column.possible.forEach { row[$0] = -.infinity }
        }
    }
}
