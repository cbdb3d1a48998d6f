/// What went wrong with a shard, its directory or a query, and where.
public struct ShardError: Error, Equatable, CustomStringConvertible {
    /// The kind of failure, which decides how a program ends.
    public enum Code: Sendable, Equatable {
        /// A file could not be read or written, or the disk is full.
        case inputOutput
        /// Bytes are not what was committed: a file is missing, cut short or altered.
        case damaged
        /// The file or directory is not a shard of this format.
        case notAShard
        /// The configuration does not fit the shards that are there.
        case configuration
        /// Another process is writing into the directory.
        case busy
        /// A query is not valid SQL, or asks for what is not allowed.
        case badQuery
        /// A query ran longer than it may.
        case timeout
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, with what was expected.
    public var message: String
    /// The file or directory, where there is one.
    public var location: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    /// The location and the message, as a person reads them.
    public var description: String {
        location.map { "\($0): \(message)" } ?? message
    }
}
