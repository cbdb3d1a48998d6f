// The most probable positions and parts of speech of a run of Han characters: jieba's `posseg.viterbi`.

/// Finds the states of a run, with the memory it needs.
///
/// A character is tried in the states it can be in that may follow those of the character before;
/// where there are none, in all that may follow. On a tie the later state wins.
struct TaggingViterbi: Sendable {
    /// A state tried at a character.
    private struct Trial {
        let state: UInt8
        /// The best state before it.
        let before: UInt8
        /// The logarithm of the best path that ends here.
        let value: Double
    }

    /// Trials of equal value, so small that adding a transition does not change it.
    private struct Tie {
        let value: Double
        var states = StateSet()
    }

    private let model: TaggingModel
    /// The trials of all characters on end, by state.
    private var trellis: [Trial] = []
    /// Where the trials of each character end.
    private var ends: [Int] = []
    /// The trials of the character before that no impossible event is part of.
    private var possible: [Trial] = []
    private var possibleStates = StateSet()
    /// The others, the greatest first: doubles this large swallow any transition, so all states
    /// that share a number of impossible events are tied.
    private var ties: [Tie] = []

    init(_ model: TaggingModel) {
        self.model = model
    }

    /// Finds the number of the state of each character, which is Han.
    mutating func findStates(of points: some Collection<UInt32>, into states: inout [UInt8]) {
        trellis.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for point in points {
            if ends.isEmpty { begin(point) } else { advance(point) }
            ends.append(trellis.count)
        }
        backtrace(into: &states)
    }

    private mutating func begin(_ point: UInt32) {
        let candidates = model.candidates[point]
        for emission in candidates.isEmpty ? everyState(of: point)[...] : candidates {
            let start = model.start[Int(emission.state)]
            trellis.append(
                Trial(
                    state: emission.state,
                    before: emission.state,
                    value: start + emission.logarithm
                )
            )
        }
    }

    private mutating func advance(_ point: UInt32) {
        let start = trellis.count
        let followers = classify(trellis[(ends.dropLast().last ?? 0)...])
        for emission in model.candidates[point] where followers.contains(emission.state) {
            attempt(emission)
        }
        guard trellis.count == start else { return }
        let all = everyState(of: point)
        let following = all.filter { followers.contains($0.state) }
        for emission in following.isEmpty ? all : following { attempt(emission) }
    }

    /// Sorts the trials of the character before by value; the states that may follow them.
    private mutating func classify(_ trials: ArraySlice<Trial>) -> StateSet {
        possible.removeAll(keepingCapacity: true)
        ties.removeAll(keepingCapacity: true)
        possibleStates = StateSet()
        var followers = StateSet()
        for trial in trials {
            followers.formUnion(model.successors[Int(trial.state)])
            if trial.value > HiddenMarkovModel.impossible / 2 {
                possible.append(trial)
                possibleStates.insert(trial.state)
            } else {
                var index = 0
                while index < ties.count, ties[index].value > trial.value { index += 1 }
                if index == ties.count || ties[index].value != trial.value {
                    ties.insert(Tie(value: trial.value), at: index)
                }
                ties[index].states.insert(trial.state)
            }
        }
        return followers
    }

    /// Adds a state with the best state before it.
    private mutating func attempt(_ emission: Emission) {
        let state = emission.state
        var (best, before) = (-Double.infinity, UInt8(0))
        if emission.logarithm > HiddenMarkovModel.impossible / 2 {
            let row = Int(state) * TaggingModel.stateLimit
            for trial in possible {
                let transition = model.transitions[row + Int(trial.state)]
                let value = trial.value + transition + emission.logarithm
                if value >= best { (best, before) = (value, trial.state) }
            }
        } else if let last = possibleStates.last(in: model.predecessors[Int(state)]) {
            (best, before) = (emission.logarithm, last)
        }
        if best == -.infinity {
            for tie in ties {
                guard let last = tie.states.last(in: model.predecessors[Int(state)]) else {
                    continue
                }
                (best, before) = (tie.value + emission.logarithm, last)
                break
            }
        }
        trellis.append(Trial(state: state, before: before, value: best))
    }

    private func backtrace(into states: inout [UInt8]) {
        states.removeAll(keepingCapacity: true)
        var start = ends.dropLast().last ?? 0
        // The last of the greatest: a trial that is not exceeded replaces the one before it.
        guard var best = trellis[start...].first else { return }
        for trial in trellis[start...] where trial.value >= best.value { best = trial }
        for index in ends.indices.reversed() {
            states.append(best.state)
            guard index > 0 else { break }
            let end = start
            start = index > 1 ? ends[index - 2] : 0
            best = trellis[start..<end].first { $0.state == best.before } ?? best
        }
        states.reverse()
    }

    private func everyState(of point: UInt32) -> [Emission] {
        var known = model.emissions[point]
        return model.states.indices.map { state in
            guard let first = known.first, first.state == state else {
                return Emission(state: UInt8(state), logarithm: HiddenMarkovModel.impossible)
            }
            return known.removeFirst()
        }
    }
}
