// What can be wrong with the wishes for instances.

/// A configuration that no instance can satisfy.
public struct InstancesError: Error, Equatable, CustomStringConvertible {
    /// The kinds of error.
    public enum Code: String, Sendable {
        /// A value lies outside its range.
        case invalidConfiguration
        /// The vocabulary offers nothing to replace a masked token by.
        case emptyReplacementPool
    }

    /// The kind of error.
    public var code: Code
    /// What is wrong and what was expected.
    public var message: String

    /// The message.
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
