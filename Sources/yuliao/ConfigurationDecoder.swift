// Decodes YAML strictly: an unknown key or a wrong value is an error with file, line and column.
import Yams

/// Decodes a `Decodable` value from a YAML file and refuses every key that nobody asked for.
enum ConfigurationDecoder {
    /// Reads `text`, which came from `path`, as a value of type `T`.
    static func decode<T: Decodable>(_ type: T.Type, from text: String, path: String) throws -> T {
        guard text.utf8.count <= 1 << 20 else {
            throw Failure(.configuration, "\(path): expected at most 1 MiB of configuration")
        }
        let root: Node
        do {
            root = try Yams.compose(yaml: text) ?? Node([:])
        } catch {
            throw Failure(.configuration, "\(path): \(error)")
        }
        let record = KeyRecord(path: path)
        let value = try NodeDecoder(node: root, codingPath: [], record: record).read(type)
        try record.checkUnknownKeys()
        return value
    }
}

/// Remembers which keys of each mapping the decoded types asked for.
private final class KeyRecord {
    let path: String
    private var mappings: [(node: Node.Mapping, codingPath: [any CodingKey])] = []
    private var asked: [Set<String>] = []

    init(path: String) {
        self.path = path
    }

    func open(_ mapping: Node.Mapping, codingPath: [any CodingKey]) -> Int {
        let place = [mapping.mark?.line, mapping.mark?.column]
        if let known = mappings.firstIndex(where: {
            [$0.node.mark?.line, $0.node.mark?.column] == place
        }) {
            return known
        }
        mappings.append((mapping, codingPath))
        asked.append([])
        return mappings.count - 1
    }

    func ask(_ key: String, in mapping: Int) {
        asked[mapping].insert(key)
    }

    func failure(at node: Node, _ message: String) -> Failure {
        let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return Failure(.configuration, "\(path)\(place): \(message)")
    }

    func checkUnknownKeys() throws {
        for (index, mapping) in mappings.enumerated() {
            for (key, _) in mapping.node {
                let name = key.string ?? "(not a string)"
                guard !asked[index].contains(name) else { continue }
                let known = asked[index].sorted()
                let section = mapping.codingPath.map(\.stringValue).joined(separator: ".")
                var message = "unknown key '\(name)'"
                if !section.isEmpty { message += " in '\(section)'" }
                if let nearest = nearest(to: name, among: known) {
                    message += "; did you mean '\(nearest)'?"
                } else {
                    message += "; expected one of: \(known.joined(separator: ", "))"
                }
                throw failure(at: key, message)
            }
        }
    }

    private func nearest(to name: String, among known: [String]) -> String? {
        let ranked = known.map { (editDistance(name.lowercased(), $0.lowercased()), $0) }
        guard let best = ranked.min(by: { $0 < $1 }) else { return nil }
        return best.0 <= max(2, name.count / 3) ? best.1 : nil
    }

    private func editDistance(_ left: String, _ right: String) -> Int {
        let right = Array(right.unicodeScalars)
        var row = Array(0...right.count)
        for (i, a) in left.unicodeScalars.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substitution = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}

private struct NodeDecoder: Decoder, SingleValueDecodingContainer {
    let node: Node
    let codingPath: [any CodingKey]
    let record: KeyRecord
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Decodes a value and gives every plain decoding error its place in the file.
    func read<T: Decodable>(_ type: T.Type) throws -> T {
        do {
            return try T(from: self)
        } catch let error as DecodingError {
            throw record.failure(at: node, describe(error, type))
        }
    }

    private func describe<T>(_ error: DecodingError, _ type: T.Type) -> String {
        if let choices = type as? any CaseIterable.Type {
            let found = node.string ?? "something else"
            return "expected one of: \(names(choices).joined(separator: ", ")); found '\(found)'"
        }
        switch error {
        case .keyNotFound(let key, _): return "expected the key '\(key.stringValue)'"
        case .dataCorrupted(let context), .typeMismatch(_, let context),
            .valueNotFound(_, let context):
            return context.debugDescription
        @unknown default: return "\(error)"
        }
    }

    private func names<C: CaseIterable>(_ type: C.Type) -> [String] {
        type.allCases.map { value in
            (value as? any RawRepresentable).map { "\($0.rawValue)" } ?? "\(value)"
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let mapping = node.mapping else { throw wrong("a section of keys and values") }
        let index = record.open(mapping, codingPath: codingPath)
        return KeyedDecodingContainer(
            MappingContainer<Key>(
                mapping: mapping,
                index: index,
                codingPath: codingPath,
                record: record
            )
        )
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let sequence = node.sequence else { throw wrong("a list") }
        return SequenceContainer(
            nodes: Array(sequence),
            codingPath: codingPath,
            record: record,
            parent: node
        )
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    private func wrong(_ expected: String) -> Failure {
        let found = node.string.map { "'\($0)'" } ?? (node.mapping != nil ? "a section" : "a list")
        return record.failure(at: node, "expected \(expected), found \(found)")
    }

    func decodeNil() -> Bool { node == Node("null", Tag(.null)) || node.null != nil }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard let value = node.bool else { throw wrong("true or false") }
        return value
    }

    func decode(_ type: String.Type) throws -> String {
        guard let value = node.scalar?.string else { throw wrong("text") }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard let value = node.float else { throw wrong("a number") }
        return value
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let integer = type as? any FixedWidthInteger.Type {
            guard let value = try decodeInteger(integer) as? T else {
                throw wrong("a whole number")
            }
            return value
        }
        return try read(type)
    }

    private func decodeInteger<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
        guard let value = node.scalar.flatMap({ I($0.string.filter { $0 != "_" }) }) else {
            throw wrong("a whole number")
        }
        return value
    }

    func decode(_ type: Int.Type) throws -> Int { try decodeInteger(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try decodeInteger(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try decodeInteger(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try decodeInteger(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try decodeInteger(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try decodeInteger(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decodeInteger(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decodeInteger(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decodeInteger(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decodeInteger(type) }
}

private struct MappingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let mapping: Node.Mapping
    let index: Int
    let codingPath: [any CodingKey]
    let record: KeyRecord

    var allKeys: [Key] {
        // A type that walks all keys takes them all: a dictionary has no unknown key.
        mapping.keys.compactMap(\.string).compactMap { name in
            record.ask(name, in: index)
            return Key(stringValue: name)
        }
    }

    private func find(_ key: any CodingKey) -> Node? {
        record.ask(key.stringValue, in: index)
        return mapping[Node(key.stringValue)]
    }

    private func decoder(_ key: any CodingKey) throws -> NodeDecoder {
        guard let node = find(key) else {
            throw record.failure(
                at: .mapping(mapping),
                "expected the key '\(key.stringValue)' in this section"
            )
        }
        return NodeDecoder(node: node, codingPath: codingPath + [key], record: record)
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try decoder(key).read(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        NodeDecoder(node: .mapping(mapping), codingPath: codingPath, record: record)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct SequenceContainer: UnkeyedDecodingContainer {
    let nodes: [Node]
    let codingPath: [any CodingKey]
    let record: KeyRecord
    let parent: Node
    var currentIndex = 0
    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex >= nodes.count }

    private mutating func next() throws -> NodeDecoder {
        guard currentIndex < nodes.count else {
            throw record.failure(at: parent, "expected more than \(nodes.count) entries")
        }
        defer { currentIndex += 1 }
        return NodeDecoder(node: nodes[currentIndex], codingPath: codingPath, record: record)
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { return false }
        let decoder = NodeDecoder(
            node: nodes[currentIndex],
            codingPath: codingPath,
            record: record
        )
        guard decoder.decodeNil() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().read(type) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }
}
