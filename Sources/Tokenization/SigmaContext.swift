// Whether a capital sigma ends a word, which Python's lower case of a whole word asks.

/// The characters that decide between σ and ς (the condition Final_Sigma of Unicode 3.13).
///
/// Spaces and Han characters are neither cased nor ignorable, so the search ends at the borders of
/// a word by itself.
struct SigmaContext: Sendable {
    private let cased: [ClosedRange<UInt32>]
    /// Case-ignorable, or removed before the word is lowered.
    private let ignorable: [ClosedRange<UInt32>]

    init() {
        cased = CodePointRun.ranges(of: CharacterTable.cased)
        ignorable = CodePointRun.ranges(of: CharacterTable.caseIgnorable)
    }

    /// Whether the sigma (two bytes at `position`) follows a cased character and precedes none,
    /// case-ignorable ones aside.
    func isFinal(at position: Int, in text: UnsafePointer<UInt8>, range: Range<Int>) -> Bool {
        var start = position
        var isAfterCased = false
        while start > range.lowerBound {
            let scalar = decodeUTF8(text, before: start, start: range.lowerBound)
            start -= scalar.length
            if isPassedOver(scalar.codePoint) { continue }
            isAfterCased = Self.contains(cased, scalar.codePoint)
            break
        }
        guard isAfterCased else { return false }

        var end = position + 2
        while end < range.upperBound {
            let scalar = decodeUTF8(text, at: end, end: range.upperBound)
            end += scalar.length
            if isPassedOver(scalar.codePoint) { continue }
            return !Self.contains(cased, scalar.codePoint)
        }
        return true
    }

    private func isPassedOver(_ codePoint: UInt32) -> Bool {
        codePoint == DecodedScalar.invalid || Self.contains(ignorable, codePoint)
    }

    /// Binary search in sorted ranges.
    private static func contains(_ ranges: [ClosedRange<UInt32>], _ codePoint: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < codePoint { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(codePoint)
    }
}
