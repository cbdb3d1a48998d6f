// The text form of a tagging model, fact by fact.

/// What the lines of a ``TaggingModel``'s file say.
struct TaggingModelText {
    private(set) var states: [(position: UInt8, tag: String)] = []
    private(set) var start: [Double] = []
    /// Row by following state.
    private(set) var transitions = [Double](
        repeating: -.infinity,
        count: TaggingModel.stateLimit * TaggingModel.rowLength
    )
    private(set) var candidates: [UInt32: [UInt8]] = [:]
    private(set) var emissions: [UInt32: [UInt8: Double]] = [:]
    private var numbers: [String: UInt8] = [:]

    init(contentsOf path: String) throws {
        let lines = try TextLines(contentsOf: path)
        try lines.forEach { line, number in
            guard !line.isEmpty else { return }
            let fields = line.split(separator: UInt8(ascii: " "))
                .map { String(decoding: $0, as: UTF8.self) }
            guard read(fields) else {
                throw lines.malformed(
                    number,
                    "expected `start STATE NUMBER` in order of states, or with states that have "
                        + "one `transition STATE STATE NUMBER`, `emission STATE CHARACTER NUMBER "
                        + "...` or `candidates CHARACTER STATE ...`"
                )
            }
        }
        guard !states.isEmpty else {
            throw SegmentationError(
                code: .malformed,
                message: "expected a tagging model, found an empty file",
                location: .init(path: path)
            )
        }
    }

    /// Takes one line in; false where it is none of the four forms.
    private mutating func read(_ fields: [String]) -> Bool {
        switch (fields[0], fields.count) {
        case ("start", 3): return readStart(fields)
        case ("transition", 4):
            guard let from = numbers[fields[1]], let to = numbers[fields[2]],
                let value = Self.number(fields[3])
            else { return false }
            transitions[Int(to) * TaggingModel.rowLength + Int(from)] = value
        case ("emission", 4...) where fields.count % 2 == 0:
            guard let state = numbers[fields[1]] else { return false }
            for index in stride(from: 2, to: fields.count, by: 2) {
                guard let point = Self.point(fields[index]),
                    let value = Self.number(fields[index + 1])
                else { return false }
                emissions[point, default: [:]][state] = value
            }
        case ("candidates", 3...):
            let states = fields[2...].compactMap { numbers[$0] }
            guard let point = Self.point(fields[1]), states.count == fields.count - 2 else {
                return false
            }
            candidates[point] = Set(states).sorted()
        default: return false
        }
        return true
    }

    private mutating func readStart(_ fields: [String]) -> Bool {
        let name = fields[1].utf8.split(separator: UInt8(ascii: "/"))
        guard name.count == 2, name[0].count == 1, let position = name[0].first,
            "BEMS".utf8.contains(position), let value = Self.number(fields[2]),
            states.count < TaggingModel.stateLimit
        else { return false }
        let tag = String(decoding: name[1], as: UTF8.self)
        if let last = states.last, (position, tag) <= (last.position, last.tag) { return false }
        numbers[fields[1]] = UInt8(states.count)
        states.append((position, tag))
        start.append(value)
        return true
    }

    private static func point(_ field: String) -> UInt32? {
        field.unicodeScalars.count == 1 ? field.unicodeScalars.first?.value : nil
    }

    private static func number(_ field: String) -> Double? {
        Double(field).flatMap { $0.isFinite ? $0 : nil }
    }
}
