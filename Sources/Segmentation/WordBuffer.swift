// The words of a window, as ranges of its cells.

/// Characters `start..<end` of a window.
struct Word {
    var start: UInt32
    var end: UInt32

    @inline(__always)
    init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// Words written one after another, never more than the window has characters.
struct WordBuffer {
    let words: UnsafeMutablePointer<Word>
    private(set) var count = 0

    init(words: UnsafeMutablePointer<Word>) {
        self.words = words
    }

    @inline(__always)
    mutating func append(_ start: Int, _ end: Int) {
        words[count] = Word(start, end)
        count += 1
    }

    mutating func removeLast(_ removed: Int = 1) { count -= removed }
}
