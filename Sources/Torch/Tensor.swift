// An n-dimensional array owned by libtorch: made from Swift arrays, described, copied back.

import CTorch

/// A Swift number that a tensor can be made of.
public protocol TensorElement: BitwiseCopyable, Sendable {
    /// The type a tensor of these has.
    static var dataType: Tensor.DataType { get }
}

extension Float: TensorElement {
    /// Single precision.
    public static var dataType: Tensor.DataType { .float32 }
}

extension Int32: TensorElement {
    /// 32-bit integers.
    public static var dataType: Tensor.DataType { .int32 }
}

extension Int64: TensorElement {
    /// 64-bit integers.
    public static var dataType: Tensor.DataType { .int64 }
}

/// An n-dimensional array of libtorch, with its place in the graph of gradients.
///
/// Operations carry PyTorch's names and throw `TorchError` with libtorch's own words: one `try`
/// covers a whole expression. The handle is the only owner of its pointer and frees it; tensors
/// may share storage beneath (a view, a detached tensor). A tensor stays on the thread that uses
/// it: the type is not `Sendable`.
public final class Tensor {
    /// The type of the elements.
    public enum DataType: Int32, Sendable {
        /// IEEE single precision.
        case float32 = 0
        /// The upper half of single precision: 8 bits of exponent, 7 of fraction.
        case bfloat16 = 1
        /// IEEE half precision.
        case float16 = 2
        /// 32-bit integers.
        case int32 = 3
        /// 64-bit integers.
        case int64 = 4
        /// Truth values, one byte each.
        case bool = 5

        /// The bytes of one element.
        public var size: Int {
            switch self {
            case .float32, .int32: 4
            case .bfloat16, .float16: 2
            case .int64: 8
            case .bool: 1
            }
        }
    }

    /// Where the elements are.
    public enum Device: String, Codable, CaseIterable, Sendable {
        /// Main memory.
        case cpu
        /// The first CUDA device.
        case cuda
    }

    let handle: OpaquePointer
    /// The size of each dimension; empty for a single number.
    public let shape: [Int]
    /// The type of the elements.
    public let dataType: DataType
    /// Where the elements are.
    public let device: Device

    /// Takes over a handle of the C layer.
    init(owning handle: OpaquePointer) throws {
        self.handle = handle
        var (type, onCUDA, rank) = (Int32(0), false, Int32(0))
        var sizes: [Int64] = []
        let described = Result {
            try LibTorch.call { $0.describe(handle, &type, &onCUDA, &rank) }
            sizes = [Int64](repeating: 0, count: Int(rank))
            try LibTorch.call { $0.shape(handle, &sizes) }
        }
        self.shape = sizes.map(Int.init)
        self.dataType = DataType(rawValue: type) ?? .float32
        self.device = onCUDA ? .cuda : .cpu
        // All members are set here, so a throw runs deinit and frees the handle.
        try described.get()
    }

    deinit {
        if case .success(let functions) = LibTorch.functions { functions.release(handle) }
    }

    /// Calls an operator of the C layer and owns its result.
    static func make(
        _ operation: (CTorchFunctions, UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws -> Tensor {
        var result: OpaquePointer?
        try LibTorch.call { operation($0, &result) }
        guard let result else { throw TorchError(.operation, "libtorch gave no tensor") }
        return try Tensor(owning: result)
    }

    /// Makes a tensor on the CPU from values in row-major order.
    ///
    /// - Parameters:
    ///   - values: As many as the shape holds.
    ///   - shape: The size of each dimension; a vector when left out.
    /// - Throws: `TorchError`.
    public convenience init<Element: TensorElement>(_ values: [Element], shape: [Int]? = nil) throws
    {
        let handle = try values.withUnsafeBytes {
            try Self.copy($0, type: Element.dataType, shape: shape ?? [values.count])
        }
        try self.init(owning: handle)
    }

    /// Makes a tensor on the CPU from the bytes of its elements in row-major order.
    ///
    /// - Parameters:
    ///   - bytes: Little-endian elements, as many as the shape holds.
    ///   - dataType: Their type.
    ///   - shape: The size of each dimension.
    /// - Throws: `TorchError`.
    public convenience init(bytes: [UInt8], dataType: DataType, shape: [Int]) throws {
        let handle = try bytes.withUnsafeBytes { try Self.copy($0, type: dataType, shape: shape) }
        try self.init(owning: handle)
    }

    private static func copy(
        _ bytes: UnsafeRawBufferPointer,
        type: DataType,
        shape: [Int]
    ) throws -> OpaquePointer {
        precondition(
            bytes.count == shape.reduce(type.size, *),
            "\(bytes.count) bytes do not fill a tensor of shape \(shape)"
        )
        var result: OpaquePointer?
        try LibTorch.call {
            $0.from_bytes(
                bytes.baseAddress,
                type.rawValue,
                shape.map(Int64.init),
                Int32(shape.count),
                &result
            )
        }
        guard let result else { throw TorchError(.operation, "libtorch gave no tensor") }
        return result
    }

    /// A tensor that holds the same value everywhere.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - shape: The size of each dimension.
    ///   - dataType: The type of the elements.
    /// - Returns: A tensor on the CPU.
    /// - Throws: `TorchError`.
    public static func full(
        _ value: Double,
        shape: [Int],
        dataType: DataType = .float32
    ) throws -> Tensor {
        try make {
            $0.full(
                value,
                dataType.rawValue,
                shape.map(Int64.init),
                Int32(shape.count),
                $1
            )
        }
    }

    /// Normal values around zero, from the seed alone.
    ///
    /// - Parameters:
    ///   - shape: The size of each dimension.
    ///   - deviation: The standard deviation.
    ///   - seed: The same seed and shape give the same values.
    /// - Returns: A single-precision tensor on the CPU.
    /// - Throws: `TorchError`.
    public static func normal(shape: [Int], deviation: Double, seed: UInt64) throws -> Tensor {
        try make {
            $0.normal(deviation, seed, shape.map(Int64.init), Int32(shape.count), $1)
        }
    }

    /// How many elements the tensor holds.
    public var count: Int { shape.reduce(1, *) }

    /// The elements in row-major order, converted to a Swift type.
    ///
    /// - Parameter type: `Float`, `Int32` or `Int64`.
    /// - Returns: `count` values.
    /// - Throws: `TorchError`.
    public func array<Element: TensorElement>(of type: Element.Type) throws -> [Element] {
        let converted = try to(Element.dataType)
        return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            try LibTorch.call {
                $0.copy_bytes(
                    converted.handle,
                    buffer.baseAddress,
                    Int64(count * Element.dataType.size)
                )
            }
            initialized = count
        }
    }

    /// The bytes of the elements in row-major order, as they are.
    ///
    /// - Returns: `count * dataType.size` bytes, little-endian.
    /// - Throws: `TorchError`.
    public func bytes() throws -> [UInt8] {
        let size = count * dataType.size
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            try LibTorch.call { $0.copy_bytes(handle, buffer.baseAddress, Int64(size)) }
            initialized = size
        }
    }

    /// The one element of a tensor that holds one.
    ///
    /// - Returns: The element as a number.
    /// - Throws: `TorchError`.
    public func item() throws -> Double {
        precondition(count == 1, "item() of a tensor of shape \(shape)")
        return try Double(array(of: Float.self)[0])
    }
}
