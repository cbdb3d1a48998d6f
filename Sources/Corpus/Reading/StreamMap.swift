/// Translates a position in a file's decompressed bytes to a stream and an offset within it.
struct StreamMap {
    private var starts: [(position: Int64, stream: Int64)] = []

    /// Notes that `chunk` begins at `position`.
    mutating func note(_ chunk: Chunk, at position: Int64) {
        guard starts.last?.stream != chunk.streamOffset || starts.isEmpty else { return }
        starts.append((position - chunk.byteOffset, chunk.streamOffset))
    }

    /// Finds a position; positions must be asked for in ascending order.
    mutating func locate(_ position: Int64) -> (streamOffset: Int64, byteOffset: Int64) {
        let passed = starts.dropFirst().prefix { $0.position <= position }.count
        starts.removeFirst(passed)
        guard let start = starts.first else { return (0, position) }
        return (start.stream, position - start.position)
    }
}
