// The letters of a character where one entry cannot name them.

/// The characters that become several letters, and the marks that may be reordered.
struct CharacterSequences: Sendable {
    /// One letter of a sequence.
    struct Element: Sendable {
        var symbol: UInt32
        /// The canonical combining class: 0 unless the character is a mark that may be reordered.
        var combiningClass: UInt8
    }

    private var elements: [Element] = []
    /// Where each sequence begins in `elements`; one more entry than there are sequences.
    private var bounds: [Int32] = [0]

    /// Adds a sequence and returns the entry that stands for it.
    mutating func add(_ elements: [Element]) -> CharacterEntry {
        self.elements.append(contentsOf: elements)
        bounds.append(Int32(self.elements.count))
        return CharacterEntry(.sequence, UInt32(bounds.count - 2))
    }

    /// The elements of the sequence with the given number.
    func elements(ofSequence number: Int) -> ArraySlice<Element> {
        elements[Int(bounds[number])..<Int(bounds[number + 1])]
    }
}
