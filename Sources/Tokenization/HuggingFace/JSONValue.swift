// Reads JSON without losing keys: dictionaries of `String` would merge pieces that are canonically
// equivalent, such as 豈 (U+F900) and 豈 (U+8C48).

/// A JSON value; objects keep their members in order.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: JSONValue
    }

    /// The value of a member of an object; null where there is none.
    subscript(key: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.key == key }?.value ?? .null
    }

    /// Parses a file.
    ///
    /// - Throws: `TokenizationError` with the line of the first error.
    init(contentsOf path: String) throws {
        var parser = JSONParser(bytes: try bytesOfFile(at: path), path: path)
        self = try parser.document()
    }

    /// The value as it is written in JSON, on one line.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let digits): digits
        case .string(let string): Self.quoted(string)
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.map { Self.quoted($0.key) + ": " + $0.value.text }
                .joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var quoted = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
