// The most probable states of a run of Han characters that has no possible ones throughout.

/// Finds the states of a run, with the memory it needs; ``TaggingViterbi`` takes the ordinary runs.
///
/// A character is tried in the states it can be in that may follow those of the character before;
/// where there are none, in all that may follow. jieba's -3.14e100 for an impossible event swallows
/// any transition, so states that share a number of such events are tied: they are sets, not
/// numbers.
struct TiedTaggingViterbi: ~Copyable {
    /// A character's states.
    private struct Column {
        /// Its number among the model's characters.
        let character: Int
        /// Those that it is tried in, and those of them that it is known in.
        let tried: StateSet
        let known: StateSet
        /// Those that no impossible event is part of.
        var possible = StateSet()
        /// Where its ties end in `ties`; those of the next character begin there.
        var tiesEnd = 0
    }

    /// States of equal value that share a number of impossible events.
    private struct Tie {
        let value: Double
        var states: StateSet
    }

    private let model: TaggingModel.View
    private let everyState: StateSet
    private var columns: [Column] = []
    /// By character and state; of possible states only.
    private var values: [Double] = []
    /// Of all characters on end; those of one character by falling value.
    private var ties: [Tie] = []

    init(_ model: TaggingModel.View) {
        self.model = model
        var everyState = StateSet()
        for state in 0..<model.stateCount { everyState.insert(state) }
        self.everyState = everyState
    }

    /// Finds the number of the state of each of the model's characters.
    mutating func findStates(of characters: [Int], into states: UnsafeMutablePointer<UInt8>) {
        columns.removeAll(keepingCapacity: true)
        ties.removeAll(keepingCapacity: true)
        if values.count < characters.count * TaggingModel.stateLimit {
            values = [Double](repeating: 0, count: 2 * characters.count * TaggingModel.stateLimit)
        }
        for character in characters {
            var column = column(of: character)
            if columns.isEmpty { begin(&column) } else { advance(&column) }
            column.tiesEnd = ties.count
            columns.append(column)
        }
        backtrace(into: states)
    }

    // MARK: Forward

    private func column(of character: Int) -> Column {
        let lists = model.characters[character]
        let known = states(lists.possible)
        var tried = everyState
        if !lists.candidates.isEmpty {
            // The possible ones are the first of the candidates.
            tried = states(lists.possible.upperBound..<lists.candidates.upperBound)
            tried.formUnion(known)
        }
        return Column(character: character, tried: tried, known: known)
    }

    /// The states of some emissions.
    private func states(_ emissions: some Sequence<Int>) -> StateSet {
        var states = StateSet()
        for index in emissions {
            states.formUnion(model.neighbours[Int(model.emitters[index])].alone)
        }
        return states
    }

    private mutating func begin(_ column: inout Column) {
        let (tried, known, starters) = (column.tried, column.known, model.starters)
        column.possible = known.intersection(starters)
        let missing = tried.subtracting(known)
        var once = known.subtracting(starters)
        once.formUnion(missing.intersection(starters))
        let impossible = HiddenMarkovModel.impossible
        tie(once, at: impossible)
        tie(missing.subtracting(starters), at: impossible + impossible)
        column.possible.forEach { state in
            let emission = model.emission(of: column.character, in: state)
            values[state] = model.states[state].start + emission
        }
    }

    private mutating func advance(_ column: inout Column) {
        let before = columns[columns.count - 1]
        follow(before, column.tried, known: column.known, &column)
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            let known = model.characters[column.character].all.filter {
                model.emissions[$0] > TaggingModel.leastPossible
            }
            follow(before, everyState, known: states(known), &column)
        }
        // In a model with states that nothing follows, all can be equally bad.
        if column.possible.isEmpty, ties.count == before.tiesEnd {
            tie(everyState, at: -.infinity)
        }
    }

    private mutating func follow(
        _ before: Column,
        _ tried: StateSet,
        known: StateSet,
        _ column: inout Column
    ) {
        let impossible = HiddenMarkovModel.impossible
        let reached = followers(of: before.possible).intersection(tried)
        column.possible = reached.intersection(known)
        tie(reached.subtracting(known), at: impossible)
        column.possible.forEach { state in
            let emission = model.emission(of: column.character, in: state)
            let (_, value) = best(before: state, columns.count - 1, emission)
            values[columns.count * TaggingModel.stateLimit + state] = value
        }
        var open = tried.subtracting(reached)
        for number in ties(of: columns.count - 1) {
            if open.isEmpty { return }
            let reached = followers(of: ties[number].states).intersection(open)
            let value = ties[number].value
            tie(reached.intersection(known), at: value)
            tie(reached.subtracting(known), at: value + impossible)
            open.subtract(reached)
        }
    }

    /// All states that may follow one of a set.
    private func followers(of states: StateSet) -> StateSet {
        var union = StateSet()
        states.forEach { union.formUnion(model.neighbours[$0].after) }
        return union
    }

    /// The last of the most probable states before one, and the value it gives.
    private func best(
        before state: Int,
        _ column: Int,
        _ emission: Double
    ) -> (state: Int, value: Double) {
        let transitions = model.transitions + state * TaggingModel.rowLength
        let first = column * TaggingModel.stateLimit
        var best = (state: 0, value: -Double.infinity)
        columns[column].possible.intersection(model.neighbours[state].before).forEach { before in
            let value = values[first + before] + transitions[before] + emission
            if value >= best.value { best = (before, value) }
        }
        return best
    }

    private func ties(of column: Int) -> Range<Int> {
        let start = column > 0 ? columns[column - 1].tiesEnd : 0
        return start..<columns[column].tiesEnd
    }

    /// Adds states to the ties of the character under way.
    private mutating func tie(_ states: StateSet, at value: Double) {
        guard !states.isEmpty else { return }
        var index = columns.last?.tiesEnd ?? 0
        while index < ties.count, ties[index].value > value { index += 1 }
        if index == ties.count {
            ties.append(Tie(value: value, states: states))
        } else if ties[index].value == value {
            ties[index].states.formUnion(states)
        } else {
            ties.insert(Tie(value: value, states: states), at: index)
        }
    }

    // MARK: Backward

    private func backtrace(into states: UnsafeMutablePointer<UInt8>) {
        let last = columns.count - 1
        var state = lastState(last)
        states[last] = UInt8(truncatingIfNeeded: state)
        for column in (0..<last).reversed() {
            state = stateBefore(state, in: column + 1)
            states[column] = UInt8(truncatingIfNeeded: state)
        }
    }

    /// The last of the most probable states of the last character.
    private func lastState(_ column: Int) -> Int {
        let first = column * TaggingModel.stateLimit
        var best = (state: 0, value: -Double.infinity)
        columns[column].possible.forEach { state in
            if values[first + state] >= best.value { best = (state, values[first + state]) }
        }
        if !columns[column].possible.isEmpty { return best.state }
        return ties[ties(of: column).lowerBound].states.last ?? 0
    }

    /// The last of the most probable states before one of a character.
    private func stateBefore(_ state: Int, in column: Int) -> Int {
        let before = columns[column - 1]
        let predecessors = model.neighbours[state].before
        let possible = before.possible.intersection(predecessors)
        if !possible.isEmpty, columns[column].possible.contains(state) {
            let emission = model.emission(of: columns[column].character, in: state)
            return best(before: state, column - 1, emission).state
        }
        if let last = possible.last { return last }
        for number in ties(of: column - 1) {
            if let last = ties[number].states.intersection(predecessors).last { return last }
        }
        return state
    }
}
