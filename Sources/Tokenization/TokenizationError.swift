// The one error of this target: what was wrong, where, and what was expected.

/// A vocabulary or a setting that cannot be used.
public struct TokenizationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Code: String, Sendable {
        /// A file could not be read or written.
        case inputOutput
        /// A vocabulary file breaks the format.
        case invalidVocabulary
        /// Texts cannot be cut to the length that was asked for.
        case cannotTruncate
        /// The vocabulary lacks a special token.
        case missingSpecialToken
        /// A file describes a tokenizer that is not a BERT WordPiece tokenizer.
        case unsupportedTokenizer
    }

    /// A file and, where there is one, a line of it.
    public struct Location: Sendable, Equatable {
        /// The path as it was given.
        public var path: String
        /// The line, counted from 1.
        public var line: Int?

        /// Creates a location.
        public init(path: String, line: Int? = nil) {
            self.path = path
            self.line = line
        }
    }

    /// What kind of problem it is.
    public var code: Code
    /// What was found and, in parentheses, what was expected.
    public var message: String
    /// Where it was found.
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
