// Documents that repeat an earlier one.

import CSHA

/// The first 128 bits of the SHA-256 of a document's text.
public struct ContentDigest: Sendable, Hashable, CustomStringConvertible {
    /// Bytes 0 to 7 of the hash, big-endian.
    public let high: UInt64
    /// Bytes 8 to 15 of the hash, big-endian.
    public let low: UInt64

    /// Restores a digest from its 16 bytes.
    ///
    /// - Precondition: `bytes` are as many.
    public init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 16, "a digest has 16 bytes")
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// The digest as bytes, as it is stored.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }

    /// Computes the digest of `text`.
    public init(of text: [UInt8]) {
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        sha256(text, text.count, &hash)
        high = hash[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = hash[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The digest as 32 hexadecimal digits.
    public var description: String {
        [high, low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

/// Remembers the digests of the documents seen, 16 bytes each, in the order of the corpus.
public struct ExactDeduplicator: Sendable {
    /// How repeated documents are found.
    public enum Method: String, Codable, Sendable, CaseIterable {
        /// Documents whose cleaned text is the same.
        case exact
        /// Not at all.
        case none
    }

    /// Which repeated documents to drop.
    public struct Configuration: Codable, Sendable, Equatable {
        /// How repeated documents are found.
        public var method: Method

        /// Creates a configuration.
        public init(method: Method = .exact) {
            self.method = method
        }

        /// Decodes a configuration, with the default for every key that is absent.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            method = try values.decodeIfPresent(Method.self, forKey: .method) ?? .exact
        }
    }

    private let method: Method
    private var seen: Set<ContentDigest> = []

    /// Creates a deduplicator that has seen nothing.
    public init(configuration: Configuration = .init()) {
        method = configuration.method
    }

    /// Notes a document.
    ///
    /// - Parameter digest: The document's digest; documents must come in the order of the corpus.
    /// - Returns: Whether the document is the first of its kind and is to be kept.
    public mutating func insert(_ digest: ContentDigest) -> Bool {
        method == .none || seen.insert(digest).inserted
    }
}
