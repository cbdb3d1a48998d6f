// The most probable states of a run of Han characters, and the words they spell.

/// jieba's `finalseg`: joins characters that the dictionary left single.
///
/// Each value is `(V[previous] + transition) + emission`, compared after the last addition; on a
/// tie the later state in the order B, E, M, S wins.
struct Viterbi {
    /// The states that may stand before each state, the earlier and the later in the tie order.
    private static let predecessors: [(HiddenMarkovModel.State, HiddenMarkovModel.State)] = [
        (.end, .single), (.begin, .middle), (.begin, .middle), (.end, .single),
    ]

    let start: SIMD4<Double>
    let emissions: UnsafePointer<SIMD4<Double>>
    /// Transitions from the earlier and from the later predecessor, over the states.
    let fromEarlier: SIMD4<Double>
    let fromLater: SIMD4<Double>

    init(_ model: HiddenMarkovModel, emissions: UnsafePointer<SIMD4<Double>>) {
        start = model.start
        self.emissions = emissions
        var (earlier, later) = (SIMD4<Double>(), SIMD4<Double>())
        for (state, before) in Self.predecessors.enumerated() {
            earlier[state] = model.transitions[before.0.rawValue][state]
            later[state] = model.transitions[before.1.rawValue][state]
        }
        fromEarlier = earlier
        fromLater = later
    }

    /// Cuts the Han cells of `range`, at least one, into words.
    func cut(
        _ cells: UnsafeMutablePointer<Cell>,
        _ range: Range<Int>,
        into words: inout WordBuffer
    ) {
        let last = trace(cells, range)
        // Backwards: replace each note by the state itself.
        var state = last
        for index in range.reversed() {
            let note = cells[index].trace
            cells[index].trace = UInt8(state.rawValue)
            let (earlier, later) = Self.predecessors[state.rawValue]
            state = note >> UInt8(state.rawValue) & 1 == 0 ? earlier : later
        }
        var begin = range.lowerBound
        for index in range {
            switch HiddenMarkovModel.State(rawValue: Int(cells[index].trace)) {
            case .begin: begin = index
            case .end: words.append(begin, index + 1)
            case .single: words.append(index, index + 1)
            case .middle, nil: break
            }
        }
    }

    /// Runs forward, notes for each state which predecessor won, and returns the last state.
    private func trace(
        _ cells: UnsafeMutablePointer<Cell>,
        _ range: Range<Int>
    ) -> HiddenMarkovModel.State {
        var values = start + emission(cells[range.lowerBound])
        for index in range.dropFirst() {
            let emission = emission(cells[index])
            // Lanes B, E, M, S take the pairs (E, S), (B, M), (B, M), (E, S).
            let earlier = SIMD4(values[1], values[0], values[0], values[1]) + fromEarlier + emission
            let later = SIMD4(values[3], values[2], values[2], values[3]) + fromLater + emission
            let laterWins = later .>= earlier
            values = earlier.replacing(with: later, where: laterWins)
            cells[index].trace =
                (laterWins[0] ? 1 : 0) | (laterWins[1] ? 2 : 0) | (laterWins[2] ? 4 : 0)
                | (laterWins[3] ? 8 : 0)
        }
        return values[3] >= values[1] ? .single : .end
    }

    @inline(__always)
    private func emission(_ cell: Cell) -> SIMD4<Double> {
        emissions[Int(cell.point - 0x4E00)]
    }
}
