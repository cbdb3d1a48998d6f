// Stage 3: the words on the best route, with runs of single characters joined by the model or glued.

/// Marks where words end, jieba's `__cut_DAG` and `__cut_DAG_NO_HMM`.
///
/// Sets of characters are bits, so that most of the work is done for 64 characters at once and only
/// the runs of single characters are looked at one by one.
struct WordEmission {
    let dictionary: DictionaryView
    /// Nil: no hidden Markov model, letters and digits are glued instead.
    let viterbi: Viterbi?
    /// Words that the model must not join.
    let forcedSplits: Set<[UInt32]>

    /// Fills the window's ends and singles from the best words and the blocks.
    func emit(_ window: CharacterWindow) {
        window.markWords()
        if let viterbi {
            keepWords(window)
            joinHan(window, viterbi)
            joinLatin(window)
        } else {
            glue(window)
        }
    }

    /// A run of single characters that is a word of the dictionary is left as it is.
    private func keepWords(_ window: CharacterWindow) {
        window.forEachRun(of: window.singles) { run in
            guard dictionary.isWord(window.codes, run) else { return }
            for index in run { window.singles[index &>> 6] &= ~(1 &<< UInt64(index & 63)) }
        }
    }

    /// Joins the runs of single Han by the model.
    ///
    /// Most runs have two characters; they go first, without a branch on what the model says.
    private func joinHan(_ window: CharacterWindow, _ viterbi: Viterbi) {
        let bits = window.scratch
        for word in 0...window.bitWords { bits[word] = window.singles[word] & window.han[word] }
        var last: UInt64 = 0
        for word in 0..<window.bitWords {
            let (run, next) = (bits[word], bits[word &+ 1])
            let starts = run & ~(run &<< 1 | last) & (run &>> 1 | next &<< 63)
            last = run &>> 63
            var longer = starts & (run &>> 2 | next &<< 62)
            var pairs = starts & ~longer
            var joined: UInt64 = 0
            while pairs != 0 {
                let bit = pairs.trailingZeroBitCount
                pairs &= pairs &- 1
                let isWord = viterbi.isWord(window, word &<< 6 &+ bit)
                joined |= (isWord ? 1 : 0) &<< UInt64(truncatingIfNeeded: bit)
            }
            window.ends[word] &= ~joined
            while longer != 0 {
                let start = word &<< 6 &+ longer.trailingZeroBitCount
                longer &= longer &- 1
                viterbi.join(window, start..<bits.end(ofSetBitsFrom: start))
            }
        }
        guard !forcedSplits.isEmpty else { return }
        window.forEachRun(of: bits) { split($0, of: window) }
    }

    /// Splits Latin by `([a-zA-Z0-9]+(?:\.\d+)?%?)`; what lies between stays whole.
    private func joinLatin(_ window: CharacterWindow) {
        let (latin, alphanumerics) = (window.scratch, window.alphanumerics)
        for word in 0...window.bitWords { latin[word] = window.singles[word] & ~window.han[word] }
        // Points and percent signs that may belong to what is before them are rare.
        for word in 0..<window.bitWords {
            let followed = latin[word] &>> 1 | latin[word &+ 1] &<< 63
            let before = alphanumerics[word] &>> 1 | alphanumerics[word &+ 1] &<< 63
            var candidates = latin[word] & followed & alphanumerics[word] & ~before
            while candidates != 0 {
                let index = word &<< 6 &+ candidates.trailingZeroBitCount
                candidates &= candidates &- 1
                let mark = window.codes[index &+ 1]
                if mark == CharacterCodes.point || mark == CharacterCodes.percent {
                    joinNumbers(around: index, latin, of: window)
                }
            }
        }
        // Otherwise neighbours of a kind are one word.
        for word in 0..<window.bitWords {
            let pairs = latin[word] & (latin[word] &>> 1 | latin[word &+ 1] &<< 63)
            let next = alphanumerics[word] &>> 1 | alphanumerics[word &+ 1] &<< 63
            window.ends[word] &= ~(pairs & ~(alphanumerics[word] ^ next))
        }
    }

    /// Splits the run of `latin` that has character `index`, and takes it from `latin`.
    private func joinNumbers(
        around index: Int,
        _ latin: UnsafeMutablePointer<UInt64>,
        of window: CharacterWindow
    ) {
        func isLatin(_ index: Int) -> Bool {
            latin[index >> 6] >> UInt64(index & 63) & 1 == 1
        }
        guard isLatin(index) else { return }
        var (start, end) = (index, index + 1)
        while start > 0, isLatin(start - 1) { start -= 1 }
        while isLatin(end) { end += 1 }
        joinNumbers(start..<end, of: window)
        for index in start..<end { latin[index >> 6] &= ~(1 << UInt64(index & 63)) }
    }

    private func joinNumbers(_ run: Range<Int>, of window: CharacterWindow) {
        let codes = window.codes
        func skip(_ start: Int, while belongs: (UInt16) -> Bool) -> Int {
            var end = start
            while end < run.upperBound, belongs(codes[end]) { end += 1 }
            return end
        }
        var start = run.lowerBound
        while start < run.upperBound {
            var end = skip(start, while: CharacterCodes.isAlphanumeric)
            if end == start {
                end = skip(start) { !CharacterCodes.isAlphanumeric($0) }
            } else {
                if end < run.upperBound, codes[end] == CharacterCodes.point {
                    let fraction = skip(end + 1, while: CharacterCodes.isDigit)
                    if fraction > end + 1 { end = fraction }
                }
                if end < run.upperBound, codes[end] == CharacterCodes.percent { end += 1 }
            }
            window.join(start..<end)
            start = end
        }
    }

    /// Takes the words of `run` apart that are not to be joined.
    private func split(_ run: Range<Int>, of window: CharacterWindow) {
        var start = run.lowerBound
        for index in run where window.isEnd(index) {
            let word = start...index
            if forcedSplits.contains(word.map { dictionary.points[Int(window.codes[$0])] }) {
                for index in word { window.ends[index >> 6] |= 1 << UInt64(index & 63) }
            }
            start = index + 1
        }
    }

    /// Without a model: neighbouring letters and digits make one word.
    private func glue(_ window: CharacterWindow) {
        let bits = window.scratch
        for word in 0...window.bitWords {
            bits[word] = window.singles[word] & window.alphanumerics[word]
        }
        for word in 0..<window.bitWords {
            window.ends[word] &= ~(bits[word] & (bits[word] &>> 1 | bits[word &+ 1] &<< 63))
        }
    }
}
