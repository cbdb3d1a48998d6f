/// Bad input or a bad configuration, with the place where it was found.
public struct CorpusError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public enum Code: String, Sendable {
        /// The configuration asks for something that does not exist.
        case configuration
        /// A source names a file that is not there.
        case missingFile
        /// The system could not read a file.
        case inputOutput
        /// Compressed data is truncated, corrupt or a bomb.
        case compression
        /// XML is malformed, declares a document type or exceeds a limit.
        case xml
        /// A JSON line is malformed or lacks a field.
        case json
        /// Text is not valid UTF-8.
        case encoding
        /// A record is larger than a reader accepts.
        case limit
    }

    /// Where the trouble lies.
    public struct Location: Sendable, Equatable {
        /// The file's path.
        public var path: String
        /// The line, counted from 1, where one is known.
        public var line: Int?

        /// Creates a location.
        public init(path: String, line: Int? = nil) {
            self.path = path
            self.line = line
        }
    }

    /// What kind of thing went wrong.
    public var code: Code
    /// What was found and what was expected.
    public var message: String
    /// Where the trouble lies.
    public var location: Location?

    /// Creates an error.
    public init(_ code: Code, _ message: String, at location: Location? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    /// The error as `path:line: message`.
    public var description: String {
        guard let location else { return message }
        guard let line = location.line else { return "\(location.path): \(message)" }
        return "\(location.path):\(line): \(message)"
    }
}
