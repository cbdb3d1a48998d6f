// Training instances to the blobs of table `instance`, and back.

import Instances

/// The blobs of one instance, reused from one to the next.
struct InstanceBlobs {
    var original: [UInt8] = []
    var words: [UInt8] = []
    var states: [UInt8] = []
    var replacements: [UInt8] = []
}

/// Packs and unpacks instances whose ids take `idWidth` bytes.
struct InstanceCodec {
    let idWidth: Int
    let maskID: Int32

    /// Packs an instance: ids and words little-endian, states in two bits per position.
    func encode(_ instance: TrainingInstance, into blobs: inout InstanceBlobs) {
        let count = instance.original.count
        blobs.original.removeAll(keepingCapacity: true)
        blobs.words.removeAll(keepingCapacity: true)
        blobs.replacements.removeAll(keepingCapacity: true)
        blobs.states.removeAll(keepingCapacity: true)
        blobs.states.append(contentsOf: repeatElement(0, count: (count + 3) / 4))
        let wordWidth = (instance.words.max() ?? 0) < 0xFF ? 1 : 2
        for position in 0..<count {
            append(instance.original[position], bytes: idWidth, to: &blobs.original)
            append(instance.words[position], bytes: wordWidth, to: &blobs.words)
            let state = instance.states[position]
            guard state != .special else { continue }
            blobs.states[position / 4] |= state.rawValue << UInt8(position % 4 * 2)
            if state == .random {
                append(Int32(position), bytes: 2, to: &blobs.replacements)
                append(instance.input[position], bytes: idWidth, to: &blobs.replacements)
            }
        }
    }

    private func append(_ value: Int32, bytes: Int, to blob: inout [UInt8]) {
        for place in 0..<bytes {
            blob.append(UInt8(truncatingIfNeeded: value >> Int32(8 * place)))
        }
    }

    /// Unpacks an instance from a row whose columns begin with `columns`; nil where the blobs
    /// contradict each other.
    func decode(_ row: Statement) -> TrainingInstance? {
        let length = Int(row.integer(Column.length))
        let original = row.bytes(Column.original)
        let words = row.bytes(Column.words)
        let states = row.bytes(Column.states)
        let replacements = row.bytes(Column.replacements)
        let wordWidth = words.count == length ? 1 : 2
        guard length > 0, length <= 1 << 16, original.count == length * idWidth,
            words.count == length * wordWidth, states.count == (length + 3) / 4,
            replacements.count.isMultiple(of: 2 + idWidth)
        else { return nil }

        var instance = TrainingInstance(
            pass: Int(row.integer(Column.pass)),
            label: row.isNull(Column.label) ? nil : Int(row.integer(Column.label)),
            original: [],
            input: [],
            words: [],
            states: [],
            boundary: Int(row.integer(Column.boundary))
        )
        instance.original.reserveCapacity(length)
        instance.words.reserveCapacity(length)
        instance.states.reserveCapacity(length)
        let special: Int32 = wordWidth == 1 ? 0xFF : 0xFFFF
        for position in 0..<length {
            instance.original.append(integer(original, at: position * idWidth, bytes: idWidth))
            let word = integer(words, at: position * wordWidth, bytes: wordWidth)
            instance.words.append(word == special ? -1 : word)
            let code = (states[position / 4] >> UInt8(position % 4 * 2)) & 3
            guard let state = word == special ? .special : TokenState(rawValue: code),
                state != .special || code == 0
            else { return nil }
            instance.states.append(state)
        }
        instance.input = instance.original
        var entry = 0
        for position in 0..<length {
            switch instance.states[position] {
            case .mask: instance.input[position] = maskID
            case .random:
                guard entry < replacements.count,
                    integer(replacements, at: entry, bytes: 2) == Int32(position)
                else { return nil }
                instance.input[position] = integer(replacements, at: entry + 2, bytes: idWidth)
                entry += 2 + idWidth
            case .plain, .keep, .special: break
            }
        }
        return entry == replacements.count ? instance : nil
    }

    private func integer(_ blob: UnsafeRawBufferPointer, at offset: Int, bytes: Int) -> Int32 {
        var value: UInt32 = 0
        for place in 0..<bytes {
            value |= UInt32(blob[offset + place]) << UInt32(8 * place)
        }
        return Int32(bitPattern: value)
    }

    /// What `decode` reads, in the order of `Column`.
    static let columns =
        "id, document, pass, label, length, boundary, original, words, states, replacements"

    /// The place of each column in `columns`.
    enum Column {
        static let id: Int32 = 0
        static let document: Int32 = 1
        static let pass: Int32 = 2
        static let label: Int32 = 3
        static let length: Int32 = 4
        static let boundary: Int32 = 5
        static let original: Int32 = 6
        static let words: Int32 = 7
        static let states: Int32 = 8
        static let replacements: Int32 = 9
    }
}
