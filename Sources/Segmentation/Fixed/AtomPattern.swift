// Numbers, dates, times, versions and addresses: what is one token without being a word.

/// Recognises the atoms that follow a grammar, without going back: each scan reads a bounded number
/// of characters or ends in a match, so that a pass over a text is linear.
struct AtomPattern {
    /// What stands before the first character of a text.
    static let lineStart: UInt32 = 0x0A
    /// What stands after an atom: nothing that could go on, and nothing that a sign may follow.
    static let edge: UInt32 = 0xFFFC

    let text: UnsafeBufferPointer<UInt8>
    let end: Int

    /// Where the longest atom ends that begins with `first` at `start`; nil for none.
    ///
    /// - Parameters:
    ///   - start: where `first` begins.
    ///   - first: the character there, full-width forms as ASCII.
    ///   - previous: the character before it.
    /// - Returns: the byte after the atom.
    @inline(__always)
    func end(from start: Int, _ first: UInt32, after previous: UInt32) -> Int? {
        // Most characters of Chinese text begin none, and most of the others go on a word.
        guard first < 0x80 || first == 0x2212, !isASCIIAlphanumeric(previous) else { return nil }
        if first &- 0x30 < 10 { return endOfDigits(from: start, after: previous) }
        if isASCIIAlphanumeric(first) { return endOfLetters(from: start, first) }
        let isSign = first == 0x2B || first == 0x2D || first == 0x2212
        return isSign && Self.canPrecedeSign(previous) ? endOfSigned(from: start) : nil
    }

    // MARK: What begins with a digit, a sign or a letter

    private func endOfDigits(from start: Int, after previous: UInt32) -> Int? {
        if let address = endOfEmail(from: start) { return address }
        // The rest of something longer that was no atom: ".5", "_3.5".
        guard previous != 0x2E, previous != 0x5F else { return nil }
        let cursor = CharacterCursor(text: text, end: end, position: start)
        let calendar = max(endOfDate(cursor) ?? 0, endOfTime(cursor) ?? 0)
        let dotted = endOfVersion(cursor, groups: 3) ?? 0
        return max(calendar, max(dotted, endOfNumber(cursor, isSigned: false) ?? 0))
    }

    private func endOfSigned(from start: Int) -> Int? {
        var cursor = CharacterCursor(text: text, end: end, position: start)
        cursor.advance()
        return cursor.isDigit ? endOfNumber(cursor, isSigned: true) : nil
    }

    private func endOfLetters(from start: Int, _ first: UInt32) -> Int? {
        if let address = endOfURL(from: start) ?? endOfEmail(from: start) { return address }
        guard first | 0x20 == 0x76 else { return nil }
        var cursor = CharacterCursor(text: text, end: end, position: start)
        cursor.advance()
        return cursor.isDigit ? endOfVersion(cursor, groups: 2) : nil
    }

    /// A sign belongs to the number where no range or hyphen is likely.
    private static func canPrecedeSign(_ point: UInt32) -> Bool {
        switch point {
        case 0x28, 0xFF08, 0x5B, 0x3D, 0xFF1D, 0x3A, 0xFF1A, 0x2C, 0xFF0C, 0x3001, 0x3C, 0x3E,
            0x2264, 0x2265:
            true
        default: isWhitespace(point)
        }
    }

    // MARK: The grammar

    /// `1,000` `1,000.5` `3.14` `50%` `3.14%` `5‰`; a plain integer only after a sign.
    private func endOfNumber(_ start: CharacterCursor, isSigned: Bool) -> Int? {
        var cursor = start
        var isAtom = false
        if cursor.skipDigits() <= 3 {
            while cursor.point == 0x2C {
                var group = cursor
                group.advance()
                guard group.skipDigits() == 3 else { break }
                cursor = group
                isAtom = true
            }
        }
        if let fraction = cursor.fraction() {
            cursor = fraction
            isAtom = true
        }
        if cursor.point == 0x25 || cursor.point == 0x2030 {
            cursor.advance()
            isAtom = true
        }
        let isInteger = isSigned && !isASCIIAlphanumeric(cursor.point)
        return isAtom || isInteger ? cursor.position : nil
    }

    /// `2020-01-01` `2020/1/1` `1/1/2020`, also followed by `T10:30:00Z` or `T10:30:00+08:00`.
    private func endOfDate(_ start: CharacterCursor) -> Int? {
        var cursor = start
        let first = cursor.skipDigits()
        let separator = cursor.point
        guard first <= 4, separator == 0x2D || separator == 0x2F else { return nil }
        cursor.advance()
        let second = cursor.skipDigits()
        guard (1...2).contains(second), cursor.point == separator else { return nil }
        cursor.advance()
        let third = cursor.skipDigits()
        guard first == 4 && (1...2).contains(third) || first <= 2 && third == 4 else { return nil }
        var next = cursor
        if cursor.point == separator {
            next.advance()
            // A longer series is no date.
            return next.isDigit ? nil : cursor.position
        }
        guard cursor.point == 0x54 else { return cursor.position }
        next.advance()
        guard let time = endOfTime(next) else { return cursor.position }
        return endOfZone(CharacterCursor(text: text, end: end, position: time))
    }

    /// `Z`, `+08:00`, or nothing.
    private func endOfZone(_ start: CharacterCursor) -> Int {
        var cursor = start
        if cursor.point == 0x5A {
            cursor.advance()
            return cursor.position
        }
        guard cursor.point == 0x2B || cursor.point == 0x2D else { return start.position }
        cursor.advance()
        guard cursor.skipDigits() == 2, cursor.point == 0x3A else { return start.position }
        cursor.advance()
        return cursor.skipDigits() == 2 ? cursor.position : start.position
    }

    /// `9:30` `10:30:05` `10:30:05.250`, with either colon.
    private func endOfTime(_ start: CharacterCursor) -> Int? {
        var cursor = start
        guard (1...2).contains(cursor.skipDigits()), cursor.isColon else { return nil }
        cursor.advance()
        guard cursor.skipDigits() == 2 else { return nil }
        guard cursor.isColon else { return cursor.position }
        var seconds = cursor
        seconds.advance()
        let count = seconds.skipDigits()
        if count == 0 { return cursor.position }
        guard count == 2 else { return nil }
        return (seconds.fraction() ?? seconds).position
    }

    /// Numbers joined by dots, at least `groups` of them.
    ///
    /// Versions, IP addresses and dotted dates; a version of up to three may end in `-beta.1`.
    private func endOfVersion(_ start: CharacterCursor, groups: Int) -> Int? {
        var cursor = start
        var count = 1
        _ = cursor.skipDigits()
        while let next = cursor.fraction() {
            cursor = next
            count += 1
        }
        guard count >= groups else { return nil }
        var suffix = cursor
        suffix.advance()
        guard count <= 3, cursor.point == 0x2D, isASCIIAlphanumeric(suffix.point), !suffix.isDigit
        else { return cursor.position }
        var last = suffix
        while isASCIIAlphanumeric(suffix.point) || suffix.point == 0x2E {
            let isDot = suffix.point == 0x2E
            suffix.advance()
            if !isDot { last = suffix }
        }
        return last.position
    }
}
