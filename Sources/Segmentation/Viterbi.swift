// The most probable states of a run of Han characters, and the words they spell.
import CProcessor

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
    /// By the characters' codes, from that of the first Han.
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

    /// Joins the Han characters of `run`, three at least, to words.
    ///
    /// A word ends with the states E and S, and with the last character, which is in one of them:
    /// M and B are followed by E or M and end nothing.
    @inline(__always)
    func join(_ window: CharacterWindow, _ run: Range<Int>) {
        var values = start + emission(window, run.lowerBound)
        for index in run.dropFirst() {
            let emission = emission(window, index)
            // Lanes B, E, M, S take the pairs (E, S), (B, M), (B, M), (E, S).
            let earlier = SIMD4(values[1], values[0], values[0], values[1]) + fromEarlier + emission
            let later = SIMD4(values[3], values[2], values[2], values[3]) + fromLater + emission
            values = greater(later, earlier)
            window.notes[index] = bitsNotLess(later, earlier)
        }
        var state = values[3] >= values[1] ? 3 : 1
        for index in stride(from: run.upperBound &- 1, to: run.lowerBound, by: -1) {
            let later = Int(window.notes[index]) &>> state & 1
            // The predecessors of B and S are E and S, those of E and M are B and M.
            state = (state ^ state &>> 1) & 1 ^ 1 | later &<< 1
            // Even are B and M.
            let before = index &- 1
            let inner = UInt64(truncatingIfNeeded: ~state & 1)
            window.ends[before &>> 6] &= ~(inner &<< UInt64(truncatingIfNeeded: before & 63))
        }
    }

    /// Whether the character at `index` and the next, most runs, are a word: E is the more probable
    /// last state, not S.
    @inline(__always)
    func isWord(_ window: CharacterWindow, _ index: Int) -> Bool {
        let first = start + emission(window, index)
        let emission = emission(window, index &+ 1)
        let end = max(
            first[0] + fromEarlier[1] + emission[1],
            first[2] + fromLater[1] + emission[1]
        )
        let single = max(
            first[1] + fromEarlier[3] + emission[3],
            first[3] + fromLater[3] + emission[3]
        )
        return end > single
    }

    @inline(__always)
    private func emission(_ window: CharacterWindow, _ index: Int) -> SIMD4<Double> {
        emissions[Int(window.codes[index] &- CharacterCodes.han.lowerBound)]
    }
}
