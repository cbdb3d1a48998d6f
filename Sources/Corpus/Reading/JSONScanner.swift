// One JSON object's values as bytes, in one pass and bounded depth.

/// A JSON value; strings are UTF-8, members keep their order.
enum JSONValue {
    case string([UInt8])
    case number([UInt8])
    case array([JSONValue])
    case object([(name: [UInt8], value: JSONValue)])
    case other
}

/// Why a line is not JSON; the extractor adds the place.
struct JSONFailure: Error {
    var message: String
}

/// Parses JSON text (RFC 8259).
struct JSONScanner {
    static let depthLimit = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var depth = 0

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Parses one value that fills `bytes`.
    static func value(of bytes: [UInt8]) throws -> JSONValue {
        try bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(bytes: buffer)
            let value = try scanner.value()
            scanner.skipBlanks()
            guard scanner.index == buffer.count else { throw scanner.expected("end of line") }
            return value
        }
    }

    private func expected(_ what: String) -> JSONFailure {
        JSONFailure(message: "malformed JSON at column \(index + 1) (expected \(what))")
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) {
            index += 1
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    private mutating func value() throws -> JSONValue {
        skipBlanks()
        guard index < bytes.count else { throw expected("a value") }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try nested { scanner in try scanner.object() }
        case UInt8(ascii: "["): return try nested { scanner in try scanner.array() }
        case UInt8(ascii: "t"): return try literal("true")
        case UInt8(ascii: "f"): return try literal("false")
        case UInt8(ascii: "n"): return try literal("null")
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONScanner) throws -> JSONValue
    ) throws -> JSONValue {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw expected("at most \(Self.depthLimit) nested levels")
        }
        index += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws -> JSONValue {
        var members: [(name: [UInt8], value: JSONValue)] = []
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw expected("a field name")
            }
            let name = try string()
            guard take(":") else { throw expected("`:`") }
            members.append((name, try value()))
        } while take(",")
        guard take("}") else { throw expected("`,` or `}`") }
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value())
        } while take(",")
        guard take("]") else { throw expected("`,` or `]`") }
        return .array(elements)
    }

    private mutating func literal(_ word: StaticString) throws -> JSONValue {
        let end = index + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[index..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            )
        else { throw expected("a value") }
        index = end
        return .other
    }

    private mutating func number() throws -> JSONValue {
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                index += 1
                continue
            default: break
            }
            break
        }
        let digits = Array(bytes[start..<index])
        guard Double(String(decoding: digits, as: UTF8.self)) != nil else {
            index = start
            throw expected("a value")
        }
        return .number(digits)
    }

    private mutating func string() throws -> [UInt8] {
        index += 1
        var result: [UInt8] = []
        while true {
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\""),
                bytes[index] != UInt8(ascii: "\\"), bytes[index] >= 0x20 || bytes[index] == 0x09
            {
                index += 1
            }
            result.append(contentsOf: bytes[start..<index])
            guard index < bytes.count, bytes[index] >= 0x20 else {
                throw expected("a closing quotation mark")
            }
            index += 1
            if bytes[index - 1] == UInt8(ascii: "\"") { return result }
            try escape(into: &result)
        }
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        guard index < bytes.count else { throw expected("an escape") }
        index += 1
        switch bytes[index - 1] {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "b"), UInt8(ascii: "f"): result.append(0x20)
        case UInt8(ascii: "\""): result.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): result.append(UInt8(ascii: "/"))
        case UInt8(ascii: "u"):
            var unit = Array(String(try scalar()).utf8)
            Mark.strip(&unit)
            result.append(contentsOf: unit)
        default:
            index -= 1
            throw expected("an escape")
        }
    }

    /// Reads the digits of `\u`; half of a surrogate pair alone becomes U+FFFD.
    private mutating func scalar() throws -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try hexadecimal()
        guard (0xD800..<0xDC00).contains(first) else {
            return Unicode.Scalar(first) ?? replacement
        }
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return replacement }
        let start = index
        index += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else {
            index = start
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard index + 4 <= bytes.count,
            let value = UInt32(
                String(decoding: bytes[index..<index + 4], as: UTF8.self),
                radix: 16
            )
        else { throw expected("four hexadecimal digits") }
        index += 4
        return value
    }
}
