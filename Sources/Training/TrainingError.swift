// The one error of this module: what a configuration, a checkpoint or a run did wrong.

/// Why a model could not be made, trained, stored or exported.
public struct TrainingError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure a caller may want to tell apart.
    public enum Code: String, Sendable {
        /// A configuration that contradicts itself or asks for what does not exist.
        case configuration
        /// A stored model or state that is damaged or belongs to another model.
        case checkpoint
        /// Data the model cannot take: an id outside the vocabulary, a text too long.
        case input
        /// A loss or a gradient that is no longer a number.
        case divergence
        /// A file that could not be read or written, or a full disk.
        case inputOutput
    }

    /// The kind of failure.
    public let code: Code
    /// What went wrong and what was expected.
    public let message: String
    /// The file, and line where there is one, that is to blame.
    public let location: String?

    /// An error with a message and, where there is one, a place.
    public init(_ code: Code, _ message: String, location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    /// The message, after its place where there is one.
    public var description: String {
        location.map { "\($0): \(message)" } ?? message
    }
}
