// Walks over the characters of a text, full-width forms as ASCII, for the grammar of atoms.

/// A place in a text and the character there.
struct CharacterCursor {
    private let text: UnsafeBufferPointer<UInt8>
    private let end: Int
    /// Where the character begins, in bytes.
    private(set) var position: Int
    /// The character; at the end of the text none that is assigned.
    private(set) var point: UInt32 = .max
    private var length = 0

    init(text: UnsafeBufferPointer<UInt8>, end: Int, position: Int) {
        self.text = text
        self.end = end
        self.position = position
        read()
    }

    var isDigit: Bool { point &- 0x30 < 10 }

    var isColon: Bool { point == 0x3A || point == 0xFF1A }

    mutating func advance() {
        position += length
        read()
    }

    /// Skips digits; how many.
    mutating func skipDigits() -> Int {
        var count = 0
        while isDigit {
            advance()
            count += 1
        }
        return count
    }

    /// The place after a dot and digits; nil where there are none.
    func fraction() -> CharacterCursor? {
        guard point == 0x2E else { return nil }
        var cursor = self
        cursor.advance()
        return cursor.skipDigits() > 0 ? cursor : nil
    }

    private mutating func read() {
        guard position < end else {
            (point, length) = (.max, 0)
            return
        }
        let (character, length) = CharacterFolding.character(of: text, at: position)
        point = CharacterFolding.ascii(character)
        self.length = length
    }
}
