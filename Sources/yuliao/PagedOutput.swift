// Standard output by whole pages where it is a file: a page that is written twice costs the kernel
// twice.
import Foundation

/// Bytes on their way to standard output.
struct PagedOutput {
    private static let page = 4096

    private let isFile: Bool
    /// What does not fill a page yet.
    private var rest: [UInt8] = []

    init() {
        var status = stat()
        isFile = fstat(1, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes bytes; where standard output is a file, the last of them may wait for the next.
    mutating func write(_ bytes: [UInt8]) throws {
        guard isFile else { return try Terminal.write(bytes) }
        let count = (rest.count + bytes.count) / Self.page * Self.page
        guard count > 0 else { return rest += bytes }
        let taken = count - rest.count
        try Terminal.write(rest, bytes[..<taken])
        rest.removeAll(keepingCapacity: true)
        rest += bytes[taken...]
    }

    /// Writes what waits.
    mutating func finish() throws {
        try Terminal.write(rest)
        rest.removeAll()
    }
}
