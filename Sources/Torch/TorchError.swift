// The one error of this module: what libtorch or a tensor file refused, and why.

/// Why a tensor operation or a tensor file failed.
public struct TorchError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure a caller may want to tell apart.
    public enum Code: String, Sendable {
        /// libtorch is not there, or the asked device is not there.
        case unavailable
        /// libtorch refused: shapes or types that do not fit, or no memory left.
        case operation
        /// A safetensors file that is damaged, or holds other tensors than expected.
        case file
    }

    /// The kind of failure.
    public let code: Code
    /// What went wrong and what was expected.
    public let message: String
    /// The file concerned, if there is one.
    public let location: String?

    /// An error with a message and, for files, a path.
    public init(_ code: Code, _ message: String, location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    /// The message, after the path where there is one.
    public var description: String {
        location.map { "\($0): \(message)" } ?? message
    }
}
