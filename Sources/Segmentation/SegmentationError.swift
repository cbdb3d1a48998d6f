// The one error of this target: what was wrong, where, and what was expected.

/// A dictionary, model or text that cannot be used.
public struct SegmentationError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private let name: String

        /// The file could not be read.
        public static let unreadable = Code(name: "unreadable")
        /// The file's content is not what its format demands.
        public static let malformed = Code(name: "malformed")
        /// The content is well formed but exceeds what the data structures hold.
        public static let tooLarge = Code(name: "tooLarge")
    }

    /// A line of a file.
    public struct Location: Hashable, Sendable {
        /// The path as it was given.
        public let path: String
        /// The line, counted from 1; nil when the file as a whole is meant.
        public let line: Int?

        /// Names a line of a file, or the file.
        public init(path: String, line: Int? = nil) {
            self.path = path
            self.line = line
        }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong and what was expected.
    public let message: String
    /// Where.
    public let location: Location?

    /// Describes a failure.
    public init(code: Code, message: String, location: Location? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    /// `path:line: message`.
    public var description: String {
        guard let location else { return message }
        guard let line = location.line else { return "\(location.path): \(message)" }
        return "\(location.path):\(line): \(message)"
    }
}
