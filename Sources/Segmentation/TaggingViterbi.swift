// The most probable positions and parts of speech of a run of Han characters: jieba's `posseg.viterbi`.

/// Finds the states of a run, with the memory it needs.
///
/// A value is `(V[before] + transition) + emission`, and on a tie the later state wins. Rounding is
/// monotonic, so the forward pass takes the greatest `V[before] + transition` and adds the emission
/// once; which state it came from is found on the way back, for one state a character.
///
/// Most states are narrow: one or two states can stand before them, and their values are looked up.
/// Only the wide ones go through the sources, the states of the character before that wide states
/// can follow. Where no state is possible, ``TiedTaggingViterbi`` takes the run over.
///
/// A class, because an optional struct that cannot be copied was moved at every use.
final class TaggingViterbi {
    private struct Source {
        var state = 0
        var value = -Double.infinity
    }

    /// A character and where its sources are.
    private struct Column {
        var character = 0
        var sources = 0
        var sourcesEnd = 0
        /// The greatest value of any state.
        var greatest = -Double.infinity
    }

    /// Rounding errs by far less.
    private static let margin = 1e-6

    private let model: TaggingModel.View
    private var tied: TiedTaggingViterbi
    private var capacity = 0
    private var columns: UnsafeMutablePointer<Column>
    /// By character and state; -infinity for states that are not possible, and between runs.
    private var values: UnsafeMutablePointer<Double>
    private var sources: UnsafeMutablePointer<Source>
    private var states: UnsafeMutablePointer<UInt8>

    init(_ model: TaggingModel.View) {
        self.model = model
        tied = TiedTaggingViterbi(model)
        columns = .allocate(capacity: 0)
        values = .allocate(capacity: 0)
        sources = .allocate(capacity: 0)
        states = .allocate(capacity: 0)
    }

    deinit {
        deallocate()
    }

    private func deallocate() {
        columns.deallocate()
        values.deallocate()
        sources.deallocate()
        states.deallocate()
    }

    private func reserve(_ count: Int) {
        guard count > capacity else { return }
        deallocate()
        capacity = 2 * count
        columns = .allocate(capacity: capacity)
        values = .allocate(capacity: capacity * TaggingModel.rowLength)
        values.initialize(repeating: -.infinity, count: capacity * TaggingModel.rowLength)
        sources = .allocate(capacity: capacity * (TaggingModel.stateLimit + 2))
        states = .allocate(capacity: capacity)
    }

    /// Finds the number of the state of each character of a run of Han; they last until the next
    /// call.
    func findStates(
        of run: Range<Int>,
        _ codes: UnsafeMutablePointer<UInt16>,
        _ points: UnsafePointer<UInt32>
    ) -> UnsafeMutablePointer<UInt8> {
        reserve(run.count)
        for index in 0..<run.count {
            let point = points[Int(codes[run.lowerBound &+ index])]
            columns[index].character = Int(point &- TaggingModel.firstPoint)
        }
        let (last, filled) = forward(to: run.count &- 1)
        if let last { backtrace(from: last, at: run.count &- 1) }
        clear(filled)
        if last == nil {
            tied.findStates(of: (0..<run.count).map { columns[$0].character }, into: states)
        }
        return states
    }

    // MARK: Forward

    /// Finds the values of the characters before the last and the state of that, nil where a
    /// character has no possible state; `filled` is the number of rows that have values.
    private func forward(to last: Int) -> (state: Int?, filled: Int) {
        if last == 0 { return (firstState(), 0) }
        begin()
        var filled = 1
        while columns[filled &- 1].greatest > -.infinity {
            if filled == last { return (lastState(last), filled) }
            advance(filled)
            filled &+= 1
        }
        return (nil, filled)
    }

    /// The state of a character that is a run.
    private func firstState() -> Int? {
        var best = (value: -Double.infinity, state: -1)
        for index in model.characters[columns[0].character].wide {
            let state = Int(model.emitters[index])
            let value = model.states[state].start + model.emissions[index]
            replace(&best, by: state, value)
        }
        return best.state < 0 ? nil : best.state
    }

    private func begin() {
        var end = 0
        var greatest = -Double.infinity
        for index in model.characters[columns[0].character].wide {
            let state = Int(model.emitters[index])
            let value = model.states[state].start + model.emissions[index]
            note(value, of: state, in: values, &end, &greatest)
        }
        close(0, from: 0, to: end, greatest)
    }

    private func advance(_ column: Int) {
        let character = model.characters[columns[column].character]
        let (before, row) = (columns[column &- 1], row(column))
        let previous = self.row(column &- 1)
        let start = (before.sourcesEnd &+ 1) & ~1
        var end = start
        var greatest = -Double.infinity
        let wide = character.wide
        var index = wide.lowerBound
        while index < wide.upperBound {
            // Two at a time; a second one beyond the last is not noted.
            let (one, other) = (Int(model.emitters[index]), Int(model.emitters[index &+ 1]))
            let (sum1, sum2) = sums(one, other, before)
            note(sum1 + model.emissions[index], of: one, in: row, &end, &greatest)
            if index &+ 1 < wide.upperBound {
                note(sum2 + model.emissions[index &+ 1], of: other, in: row, &end, &greatest)
            }
            index &+= 2
        }
        for index in character.narrow {
            let state = Int(model.emitters[index])
            let value = sum(narrow: state, previous) + model.emissions[index]
            note(value, of: state, in: row, &end, &greatest)
        }
        close(column, from: start, to: end, greatest)
    }

    /// Notes a value, and its state as a source if it is one.
    @inline(__always)
    private func note(
        _ value: Double,
        of state: Int,
        in row: UnsafeMutablePointer<Double>,
        _ end: inout Int,
        _ greatest: inout Double
    ) {
        row[state] = value
        sources[end] = Source(state: state, value: value)
        // Arithmetic, because neither condition can be foreseen.
        let difference = value.bitPattern ^ (-Double.infinity).bitPattern
        let isPossible = (difference | (0 &- difference)) &>> 63
        let isSource = UInt64(model.states[state].isSource)
        end &+= Int(truncatingIfNeeded: isSource & isPossible)
        greatest = value > greatest ? value : greatest
    }

    private func close(_ column: Int, from start: Int, to end: Int, _ greatest: Double) {
        columns[column].sources = start
        columns[column].sourcesEnd = end
        columns[column].greatest = greatest
        sources[end] = Source()
    }

    /// The last of the most probable states of the last character.
    private func lastState(_ column: Int) -> Int? {
        let character = model.characters[columns[column].character]
        let before = columns[column &- 1]
        let previous = row(column &- 1)
        var best = (value: -Double.infinity, state: -1)
        // By falling gain: after one that cannot win, none can.
        for index in character.narrow {
            let state = Int(model.emitters[index])
            let emission = model.emissions[index]
            let bound = before.greatest + (model.states[state].greatest + emission)
            if bound < best.value - Self.margin { break }
            replace(&best, by: state, sum(narrow: state, previous) + emission)
        }
        var greatestSource = -Double.infinity
        for index in before.sources..<before.sourcesEnd {
            greatestSource = max(greatestSource, sources[index].value)
        }
        for index in character.wide {
            let state = Int(model.emitters[index])
            let emission = model.emissions[index]
            let bound = greatestSource + (model.states[state].greatest + emission)
            if bound < best.value - Self.margin { break }
            replace(&best, by: state, sums(state, state, before).0 + emission)
        }
        return best.state < 0 ? nil : best.state
    }

    /// Notes a state that is possible and better, or as good and later.
    @inline(__always)
    private func replace(_ best: inout (value: Double, state: Int), by state: Int, _ value: Double)
    {
        if value > best.value || value == best.value && value > -.infinity && state > best.state {
            best = (value, state)
        }
    }

    /// The greatest sum of a value and the transition from it to a narrow state.
    @inline(__always)
    private func sum(narrow state: Int, _ row: UnsafeMutablePointer<Double>) -> Double {
        let facts = model.states + state
        let one = row[Int(facts.pointee.first.state)] + facts.pointee.transitions.first
        let other = row[Int(facts.pointee.first.second)] + facts.pointee.transitions.second
        return one > other ? one : other
    }

    /// The greatest sums of a value and the transition from it to each of two wide states.
    @inline(__always)
    private func sums(_ one: Int, _ other: Int, _ before: Column) -> (Double, Double) {
        let row1 = model.transitions + one &* TaggingModel.rowLength
        let row2 = model.transitions + other &* TaggingModel.rowLength
        var (even1, even2) = (-Double.infinity, -Double.infinity)
        var (odd1, odd2) = (even1, even2)
        var index = before.sources
        while index < before.sourcesEnd {
            let (source1, source2) = (sources[index], sources[index &+ 1])
            let (a, b) = (source1.value + row1[source1.state], source1.value + row2[source1.state])
            let (c, d) = (source2.value + row1[source2.state], source2.value + row2[source2.state])
            even1 = a > even1 ? a : even1
            even2 = b > even2 ? b : even2
            odd1 = c > odd1 ? c : odd1
            odd2 = d > odd2 ? d : odd2
            index &+= 2
        }
        return (even1 > odd1 ? even1 : odd1, even2 > odd2 ? even2 : odd2)
    }

    /// The values of a character.
    @inline(__always)
    private func row(_ column: Int) -> UnsafeMutablePointer<Double> {
        values + column &* TaggingModel.rowLength
    }

    private func clear(_ count: Int) {
        for column in 0..<count {
            let row = row(column)
            let character = model.characters[columns[column].character]
            for index in column == 0 ? character.wide : character.possible {
                row[Int(model.emitters[index])] = -.infinity
            }
        }
    }

    // MARK: Backward

    private func backtrace(from last: Int, at end: Int) {
        var state = last
        states[end] = UInt8(truncatingIfNeeded: state)
        var column = end
        while column > 0 {
            let facts = model.states + state
            state =
                facts.pointee.isWide
                ? sourceBefore(state, in: column) : predecessor(of: state, in: column)
            column &-= 1
            states[column] = UInt8(truncatingIfNeeded: state)
        }
    }

    /// The last of the most probable states before a narrow one.
    private func predecessor(of state: Int, in column: Int) -> Int {
        let facts = model.states + state
        let row = row(column &- 1)
        let (first, second) = (Int(facts.pointee.first.state), Int(facts.pointee.first.second))
        let one = row[first] + facts.pointee.transitions.first
        let other = row[second] + facts.pointee.transitions.second
        if one < other - Self.margin { return second }
        if other < one - Self.margin { return first }
        let emission = model.emission(of: columns[column].character, in: state)
        return one + emission > other + emission ? first : second
    }

    /// The last of the most probable states before a wide one.
    private func sourceBefore(_ state: Int, in column: Int) -> Int {
        let transitions = model.transitions + state &* TaggingModel.rowLength
        let before = columns[column &- 1]
        if before.sourcesEnd &- before.sources == 1 { return sources[before.sources].state }
        let emission = model.emission(of: columns[column].character, in: state)
        var best = (value: -Double.infinity, state: -1)
        for index in before.sources..<before.sourcesEnd {
            let source = sources[index]
            replace(&best, by: source.state, source.value + transitions[source.state] + emission)
        }
        return best.state
    }
}
