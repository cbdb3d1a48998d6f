// The most probable positions and parts of speech of a run of Han characters: jieba's `posseg.viterbi`.

/// Finds the states of a run, with the memory it needs.
///
/// A character is tried in the states it can be in that may follow those of the character before;
/// where there are none, in all that may follow. On a tie the later state wins.
struct TaggingViterbi: Sendable {
    private let model: TaggingModel
    /// The states tried at each character and the best state before each, on end.
    private var trellis: [(state: UInt8, before: UInt8)] = []
    private var ends: [Int] = []
    /// The value of each state at the character before; -infinity where it was not tried.
    private var values: [Double]
    private var next: [Double]

    init(_ model: TaggingModel) {
        self.model = model
        values = [Double](repeating: -.infinity, count: model.states.count)
        next = values
    }

    /// The number of the state of each character.
    mutating func states(of points: some Collection<UInt32>) -> [UInt8] {
        trellis.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for point in points {
            if ends.isEmpty { begin(point) } else { advance(point) }
            for entry in trellis[(ends.last ?? 0)...] {
                values[Int(entry.state)] = next[Int(entry.state)]
            }
            ends.append(trellis.count)
        }
        return backtrace()
    }

    private mutating func begin(_ point: UInt32) {
        clear()
        let row = model.emissions(of: point)
        for state in model.candidates[point] ?? all {
            next[Int(state)] = model.start[Int(state)] + model.emission(state, row)
            trellis.append((state, state))
        }
    }

    private mutating func advance(_ point: UInt32) {
        let previous = trellis[(ends.dropLast().last ?? 0)...].map(\.state)
        let followers = previous.reduce(into: SIMD4<UInt64>()) {
            $0 |= model.successors[Int($1)]
        }
        var tried = (model.candidates[point] ?? all).filter { contains(followers, $0) }
        if tried.isEmpty { tried = all.filter { contains(followers, $0) } }
        if tried.isEmpty { tried = all }
        let row = model.emissions(of: point)
        for state in tried {
            let emission = model.emission(state, row)
            var (best, before) = (-Double.infinity, previous[0])
            for (predecessor, transition) in model.predecessors[Int(state)] {
                let value = values[Int(predecessor)] + transition + emission
                if value >= best, value > -.infinity { (best, before) = (value, predecessor) }
            }
            next[Int(state)] = best
            trellis.append((state, before))
        }
        clear()
    }

    /// Forgets the values of the character before.
    private mutating func clear() {
        for index in values.indices { values[index] = -.infinity }
    }

    private func backtrace() -> [UInt8] {
        var states = [UInt8](repeating: 0, count: ends.count)
        var best: UInt8?
        for entry in trellis[(ends.dropLast().last ?? 0)...] {
            guard let known = best, values[Int(entry.state)] < values[Int(known)] else {
                best = entry.state
                continue
            }
        }
        for index in states.indices.reversed() {
            guard let state = best else { break }
            states[index] = state
            let column = trellis[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
            best = column.first { $0.state == state }?.before
        }
        return states
    }

    private var all: [UInt8] { model.states.indices.map(UInt8.init) }

    private func contains(_ set: SIMD4<UInt64>, _ state: UInt8) -> Bool {
        set[Int(state) >> 6] >> UInt64(state & 63) & 1 == 1
    }
}
