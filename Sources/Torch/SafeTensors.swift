// Reads and writes tensors by name in the safetensors format.
//
// A file is the header's length (8 bytes, little-endian), the header (JSON), and the tensors'
// bytes, back to back: https://github.com/huggingface/safetensors, section "Format".

import Foundation

/// A safetensors file whose header has been read and checked.
public struct SafeTensors {
    /// The greatest header that is accepted, in bytes.
    private static let maximumHeader = 100_000_000
    private static let dataTypes: [String: Tensor.DataType] = [
        "F32": .float32, "BF16": .bfloat16, "F16": .float16, "I32": .int32, "I64": .int64,
        "BOOL": .bool,
    ]

    private struct Entry {
        let dataType: Tensor.DataType
        let shape: [Int]
        let range: Range<Int>
    }

    /// The text values under `__metadata__`.
    public let metadata: [String: String]
    private let path: String
    private let entries: [String: Entry]
    private let bodyOffset: Int

    /// The names of the tensors, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// Opens a file and checks everything its header says before anything is allocated for it.
    ///
    /// - Parameter path: The file.
    /// - Throws: `TorchError` with the path, or Foundation's error where it cannot be opened.
    public init(contentsOf path: String) throws {
        func refuse(_ message: String) -> TorchError {
            TorchError(.file, message, location: path)
        }
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        let fileSize = Int(try file.seekToEnd())
        try file.seek(toOffset: 0)
        guard fileSize >= 8, let prefix = try file.read(upToCount: 8), prefix.count == 8 else {
            throw refuse("not a safetensors file: shorter than 8 bytes")
        }
        let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(Self.maximumHeader, fileSize - 8)) else {
            throw refuse(
                "a header of \(length) bytes in a file of \(fileSize); the file is cut short or "
                    + "not a safetensors file"
            )
        }
        guard let header = try file.read(upToCount: Int(length)), header.count == Int(length),
            header.first == UInt8(ascii: "{"),
            let object = try? JSONSerialization.jsonObject(with: header) as? [String: Any]
        else { throw refuse("the header is not a JSON object") }

        var entries: [String: Entry] = [:]
        for (name, value) in object where name != "__metadata__" {
            guard let entry = Self.entry(value) else {
                throw refuse(
                    "tensor \(name): unknown type, or a shape that contradicts its offsets"
                )
            }
            entries[name] = entry
        }
        // Back to back, from the first byte to the last: nothing overlaps and nothing is hidden.
        var end = 0
        for range in entries.values.map(\.range).sorted(by: {
            ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
        }) {
            guard range.lowerBound == end else {
                throw refuse("bytes \(end) to \(range.lowerBound) overlap or belong to no tensor")
            }
            end = range.upperBound
        }
        guard end == fileSize - 8 - Int(length) else {
            throw refuse(
                "the header describes \(end) bytes and \(fileSize - 8 - Int(length)) are there"
            )
        }
        self.path = path
        self.entries = entries
        metadata = object["__metadata__"] as? [String: String] ?? [:]
        bodyOffset = 8 + Int(length)
    }

    private static func entry(_ value: Any) -> Entry? {
        guard let fields = value as? [String: Any],
            let dataType = (fields["dtype"] as? String).flatMap({ dataTypes[$0] }),
            let shape = fields["shape"] as? [Int], shape.allSatisfy({ $0 >= 0 }),
            let offsets = fields["data_offsets"] as? [Int], offsets.count == 2,
            offsets[0] >= 0, offsets[0] <= offsets[1]
        else { return nil }
        var size = dataType.size
        for dimension in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
            guard !overflow else { return nil }
            size = product
        }
        guard size == offsets[1] - offsets[0] else { return nil }
        return Entry(dataType: dataType, shape: shape, range: offsets[0]..<offsets[1])
    }

    /// Reads one tensor.
    ///
    /// - Parameter name: One of `names`.
    /// - Returns: The tensor on the CPU, in the type it is stored in; nil if there is none.
    /// - Throws: `TorchError`, or Foundation's error where the file cannot be read.
    public func tensor(_ name: String) throws -> Tensor? {
        guard let entry = entries[name] else { return nil }
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(bodyOffset + entry.range.lowerBound))
        let data = try file.read(upToCount: entry.range.count) ?? Data()
        guard data.count == entry.range.count else {
            throw TorchError(.file, "tensor \(name) is cut short", location: path)
        }
        return try Tensor(bytes: [UInt8](data), dataType: entry.dataType, shape: entry.shape)
    }

    /// Writes tensors, widest element type first and then by name.
    ///
    /// - Parameters:
    ///   - tensors: The tensors by name.
    ///   - metadata: Text values; `"format": "pt"` makes Hugging Face's loader accept the file.
    ///   - path: The file, which is replaced.
    /// - Throws: `TorchError`, or Foundation's error where the file cannot be written.
    public static func write(
        _ tensors: [String: Tensor],
        metadata: [String: String] = ["format": "pt"],
        to path: String
    ) throws {
        let ordered = tensors.sorted {
            ($1.value.dataType.size, $0.key) < ($0.value.dataType.size, $1.key)
        }
        var header: [String: Any] = ["__metadata__": metadata]
        var end = 0
        for (name, tensor) in ordered {
            let start = end
            end += tensor.count * tensor.dataType.size
            header[name] = [
                "dtype": dataTypes.first { $0.value == tensor.dataType }?.key ?? "",
                "shape": tensor.shape, "data_offsets": [start, end],
            ]
        }
        var json = try JSONSerialization.data(
            withJSONObject: header,
            options: [.sortedKeys, .withoutEscapingSlashes]
        )
        json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -json.count & 7))
        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }

        let url = URL(fileURLWithPath: path)
        try (length + json).write(to: url)
        let file = try FileHandle(forWritingTo: url)
        try file.seekToEnd()
        for (_, tensor) in ordered { try file.write(contentsOf: tensor.bytes()) }
        try file.synchronize()
        try file.close()
    }
}
