// A JSON line's fields as the layout names them.

/// The text of a JSON record and what is known of it.
struct JSONRecord {
    var title: String?
    var url: String?
    var number: Int64?
    /// The text fields joined by line ends, headings marked.
    var text: [UInt8] = []

    init(page: Page, layout: RecordLayout) throws {
        let location = CorpusError.Location(path: page.origin.source, line: page.line)
        let record: JSONValue
        do {
            record = try JSONScanner.value(of: page.bytes)
        } catch let failure as JSONFailure {
            throw CorpusError(.json, failure.message, at: location)
        }
        guard case .object = record else {
            throw CorpusError(.json, "the line holds no object (expected `{…}`)", at: location)
        }
        func field(_ name: String) throws -> JSONValue? {
            let isOptional = name.hasSuffix("?")
            let path = isOptional ? String(name.dropLast()) : name
            if let value = record.member(at: path) { return value }
            guard isOptional else {
                throw CorpusError(.json, "the object has no field `\(path)`", at: location)
            }
            return nil
        }
        title = try layout.title.flatMap(field)?.string
        url = try layout.url.flatMap(field)?.string
        number = try layout.id.flatMap(field)?.trailingNumber
        let values = try layout.text.compactMap(field)
        guard !values.isEmpty else {
            let names = layout.text.map { "`\($0.dropLast())`" }.joined(separator: " or ")
            throw CorpusError(.json, "the object has no field \(names)", at: location)
        }
        append(values, title: title)
    }

    /// Joins the fields; one that repeats another, or the title above the text, is left out.
    private mutating func append(_ values: [JSONValue], title: String?) {
        var parts: [[UInt8]] = []
        for value in values {
            guard case .string(let bytes) = value else {
                parts.append(contentsOf: value.paragraphs)
                continue
            }
            if !parts.contains(bytes) { parts.append(bytes) }
        }
        for part in parts where !part.isEmpty {
            text.append(contentsOf: part)
            text.append(0x0A)
        }
        if let title = title.map({ Array($0.utf8) }), values.count == 1, !title.isEmpty,
            text.starts(with: title + [0x0A, 0x0A])
        {
            text.removeFirst(title.count)
        }
        Self.breakLines(&text)
    }

    /// Turns `<br>` into line ends.
    private static func breakLines(_ text: inout [UInt8]) {
        guard text.contains(UInt8(ascii: "<")) else { return }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let tag = ["<br>", "<br/>", "<br />"].first { text[index...].starts(with: $0.utf8) }
            if text[index] == UInt8(ascii: "<"), let tag {
                output.append(0x0A)
                index += tag.utf8.count
            } else {
                output.append(text[index])
                index += 1
            }
        }
        text = output
    }
}

extension JSONValue {
    /// The value that a dotted path of names leads to; of repeated names the last counts.
    func member(at path: String) -> JSONValue? {
        var value = self
        for name in path.split(separator: ".") {
            guard case .object(let members) = value,
                let member = members.last(where: { $0.name.elementsEqual(name.utf8) })
            else { return nil }
            value = member.value
        }
        return value
    }

    /// A string or number as text.
    var string: String? {
        switch self {
        case .string(let bytes), .number(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The digits at the end of a string or number.
    var trailingNumber: Int64? {
        guard let string else { return nil }
        let digits = string.utf8.reversed().prefix { (0x30...0x39).contains($0) }.reversed()
        return Int64(String(decoding: Array(digits), as: UTF8.self))
    }

    /// All strings within an array or object, in order; those named `title` are headings.
    var paragraphs: [[UInt8]] {
        switch self {
        case .string(let bytes): [bytes]
        case .array(let elements): elements.flatMap(\.paragraphs)
        case .object(let members):
            members.flatMap { member -> [[UInt8]] in
                guard member.name.elementsEqual("title".utf8),
                    case .string(let heading) = member.value
                else { return member.value.paragraphs }
                return [[Mark.heading] + heading]
            }
        case .number, .other: []
        }
    }
}
