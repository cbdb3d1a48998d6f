// URLs and e-mail addresses. Both are ASCII: a full-width mark after them is punctuation.

extension AtomPattern {
    /// The longest scheme that is looked for.
    private static let schemeLimit = 16
    /// The longest local part and domain (RFC 5321, 4.5.3.1).
    private static let localLimit = 64
    private static let domainLimit = 255

    /// `scheme://...` or `www....` up to the first character that no URL has (RFC 3986), without
    /// the punctuation of the sentence at its end.
    func endOfURL(from start: Int) -> Int? {
        guard let body = startOfURLBody(from: start) else { return nil }
        var position = body
        var last: Int?
        /// How many brackets are open, so that only those which the URL opened close in it.
        var (round, square) = (0, 0)
        while position < end, Self.isURLByte(text[position]) {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "("): round += 1
            case UInt8(ascii: ")"): round -= 1
            case UInt8(ascii: "["): square += 1
            case UInt8(ascii: "]"): square -= 1
            default: break
            }
            if round < 0 || square < 0 { break }
            position += 1
            if !Self.isSentenceMark(byte) { last = position }
        }
        return last
    }

    private func startOfURLBody(from start: Int) -> Int? {
        var position = start
        let limit = min(end, start + Self.schemeLimit)
        while position < limit, Self.isSchemeByte(text[position]) { position += 1 }
        if matches("://", at: position), position + 3 < end, Self.isURLByte(text[position + 3]) {
            return position + 3
        }
        let isWorldWide = (0..<3).allSatisfy {
            start + $0 < end && text[start + $0] | 0x20 == UInt8(ascii: "w")
        }
        guard isWorldWide, matches(".", at: start + 3), start + 4 < end,
            isASCIIAlphanumeric(UInt32(text[start + 4]))
        else { return nil }
        return start + 4
    }

    /// `local@domain.name`.
    func endOfEmail(from start: Int) -> Int? {
        var position = start
        let localEnd = min(end, start + Self.localLimit + 1)
        while position < localEnd, Self.isLocalByte(text[position]) { position += 1 }
        guard position > start, matches("@", at: position) else { return nil }
        position += 1
        let domainEnd = min(end, position + Self.domainLimit)
        let domain = position
        var label = position
        var isName = true
        var found: Int?
        while position < domainEnd {
            let byte = text[position]
            if isASCIIAlphanumeric(UInt32(byte)) {
                isName = isName && byte >= UInt8(ascii: "A")
                position += 1
                let isLast = position == end || !isASCIIAlphanumeric(UInt32(text[position]))
                // The last label is a name of at least two letters.
                if isLast, isName, label > domain, position - label >= 2 { found = position }
            } else if byte == UInt8(ascii: "-"), position > label {
                isName = false
                position += 1
            } else if byte == UInt8(ascii: "."), position > label {
                position += 1
                label = position
                isName = true
            } else {
                break
            }
        }
        return found
    }

    private func matches(_ mark: StaticString, at position: Int) -> Bool {
        let bytes = UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        return position + bytes.count <= end
            && bytes.indices.allSatisfy { text[position + $0] == bytes[$0] }
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isASCIIAlphanumeric(UInt32(byte)) || byte == 0x2B || byte == 0x2D || byte == 0x2E
    }

    private static func isLocalByte(_ byte: UInt8) -> Bool {
        isSchemeByte(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "%")
    }

    /// Letters, digits and `-._~:/?#[]@!$&'()*+,;=%`.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
        default: false
        }
    }

    /// What ends a sentence or opens a bracket rather than ends a URL.
    private static func isSentenceMark(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x27, 0x28, 0x2A, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5B: true
        default: false
        }
    }
}
