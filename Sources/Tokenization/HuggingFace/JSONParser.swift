// A JSON parser (RFC 8259) over bytes.

/// Parses one JSON document.
struct JSONParser {
    private let bytes: [UInt8]
    private let path: String
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    /// The value of the whole document.
    mutating func document() throws -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("the end of the file") }
        return value
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        guard position < bytes.count, depth < 100 else { throw failure("a value") }
        depth += 1
        defer { depth -= 1 }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        default:
            for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false))]
                + [("null", .null)]
            where bytes[position...].starts(with: word.utf8) {
                position += word.utf8.count
                return value
            }
            throw failure("a value")
        }
    }

    private mutating func object() throws -> JSONValue {
        var members: [JSONValue.Member] = []
        try list(endingIn: UInt8(ascii: "}")) { parser in
            let key = try parser.string()
            try parser.expect(UInt8(ascii: ":"))
            members.append(.init(key: key, value: try parser.value()))
        }
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        try list(endingIn: UInt8(ascii: "]")) { elements.append(try $0.value()) }
        return .array(elements)
    }

    /// Reads items between commas up to the bracket that ends the list.
    private mutating func list(
        endingIn end: UInt8,
        _ item: (inout JSONParser) throws -> Void
    ) throws {
        position += 1
        skipSpace()
        if position < bytes.count, bytes[position] == end {
            position += 1
            return
        }
        while true {
            skipSpace()
            try item(&self)
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
            position += 1
        }
        try expect(end)
    }

    private mutating func number() -> JSONValue {
        let start = position
        while position < bytes.count, "+-.eE0123456789".utf8.contains(bytes[position]) {
            position += 1
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func string() throws -> String {
        try expect(UInt8(ascii: "\""))
        var units: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\") {
                units += String(try escape()).utf8
            } else {
                units.append(bytes[position])
                position += 1
            }
        }
        try expect(UInt8(ascii: "\""))
        guard let string = String(validating: units, as: UTF8.self) else { throw failure("UTF-8") }
        return string
    }

    private mutating func escape() throws -> Character {
        position += 1
        guard position < bytes.count else { throw failure("an escape") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var codePoint = try hexadecimal()
            if codePoint & 0xFC00 == 0xD800, bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                codePoint = 0x10000 + (codePoint & 0x3FF) << 10 + (try hexadecimal() & 0x3FF)
            }
            guard let scalar = UnicodeScalar(codePoint) else { throw failure("a character") }
            return Character(scalar)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Character(UnicodeScalar(letter))
        default: throw failure("an escape")
        }
    }

    private mutating func hexadecimal() throws -> UInt32 {
        let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
        guard digits.utf8.count == 4, let value = UInt32(digits, radix: 16) else {
            throw failure("four hexadecimal digits")
        }
        position += 4
        return value
    }

    private mutating func expect(_ byte: UInt8) throws {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else {
            throw failure("'\(Character(UnicodeScalar(byte)))'")
        }
        position += 1
    }

    private mutating func skipSpace() {
        while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
    }

    private func failure(_ expected: String) -> TokenizationError {
        let line = bytes.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1
        let found =
            position < bytes.count ? "byte \(bytes[position])" : "the end of the file"
        return TokenizationError(
            .unsupportedTokenizer,
            "\(found) (expected \(expected))",
            at: .init(path: path, line: line)
        )
    }
}
