// Code points of UTF-8 bytes: strict decoding for dictionaries, and the classes jieba's patterns use.

/// Appends the code points of `bytes`; false where they are not UTF-8.
func appendCodePoints(
    of bytes: some Sequence<UInt8>,
    to points: inout [UInt32]
) -> Bool {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
        switch decoder.decode(&iterator) {
        case .scalarValue(let scalar): points.append(scalar.value)
        case .emptyInput: return true
        case .error: return false
        }
    }
}

/// Letters and digits of `[a-zA-Z0-9]`.
@inline(__always)
func isASCIIAlphanumeric(_ point: UInt32) -> Bool {
    point &- 0x30 < 10 || (point | 0x20) &- 0x61 < 26
}

/// `[\u4E00-\u9FD5]`, all that jieba takes for Han.
@inline(__always)
func isHan(_ point: UInt32) -> Bool {
    point &- 0x4E00 <= 0x9FD5 - 0x4E00
}

/// What Python's `\s` matches in text.
@inline(__always)
func isWhitespace(_ point: UInt32) -> Bool {
    switch point {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
        0x205F, 0x3000:
        true
    default: false
    }
}

extension String {
    /// The text of code points.
    init(_ points: some Sequence<UInt32>) {
        self = String(UnicodeScalarView(points.compactMap(Unicode.Scalar.init)))
    }
}
