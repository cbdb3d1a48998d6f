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
            window.removeWords(of: dictionary, from: window.singles)
            joinHan(window, viterbi)
            joinLatin(window)
        } else {
            glue(window)
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
        // Neighbours of a kind are one word.
        for word in 0..<window.bitWords {
            let pairs = latin[word] & (latin[word] &>> 1 | latin[word &+ 1] &<< 63)
            let next = alphanumerics[word] &>> 1 | alphanumerics[word &+ 1] &<< 63
            window.ends[word] &= ~(pairs & ~(alphanumerics[word] ^ next))
        }
        // So are a number, its fraction and its percent sign, which are rare.
        var fractionEnd = 0
        for word in 0..<window.bitWords {
            let pairs = latin[word] & (latin[word] &>> 1 | latin[word &+ 1] &<< 63)
            let next = alphanumerics[word] &>> 1 | alphanumerics[word &+ 1] &<< 63
            var marked = pairs & alphanumerics[word] & ~next
            while marked != 0 {
                let index = word &<< 6 &+ marked.trailingZeroBitCount
                marked &= marked &- 1
                let mark = window.codes[index &+ 1]
                if mark == CharacterCodes.percent {
                    window.clearEnd(index)
                    window.setEnd(index &+ 1)
                } else if mark == CharacterCodes.point, index >= fractionEnd,
                    let end = endOfDigits(from: index &+ 2, latin, of: window)
                {
                    window.join(index..<(index &+ 3))
                    window.setEnd(end &- 1)
                    fractionEnd = end
                }
            }
        }
    }

    /// Where the digits in `latin` from `start` on end; nil where there are none.
    @inline(__always)
    private func endOfDigits(
        from start: Int,
        _ latin: UnsafeMutablePointer<UInt64>,
        of window: CharacterWindow
    ) -> Int? {
        var end = start
        while latin[end &>> 6] &>> UInt64(end & 63) & 1 == 1,
            CharacterCodes.isDigit(window.codes[end])
        {
            end &+= 1
        }
        return end > start ? end : nil
    }

    /// Takes the words of `run` apart that are not to be joined.
    private func split(_ run: Range<Int>, of window: CharacterWindow) {
        var start = run.lowerBound
        for index in run where window.isEnd(index) {
            let word = start...index
            if forcedSplits.contains(word.map { dictionary.points[Int(window.codes[$0])] }) {
                for index in word { window.setEnd(index) }
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
