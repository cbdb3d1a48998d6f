// Reads a whole file; without Foundation, whose loading takes longer than tokenizing a megabyte.

import Glibc

/// The bytes of a file.
///
/// - Throws: `TokenizationError` with the system's reason.
func bytesOfFile(at path: String) throws -> [UInt8] {
    func failure() -> TokenizationError {
        let reason = String(cString: strerror(errno))
        return TokenizationError(.inputOutput, "cannot be read: \(reason)", at: .init(path: path))
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }

    var bytes: [UInt8] = []
    let block = 1 << 18
    while true {
        let used = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: block))
        let count = bytes.withUnsafeMutableBytes { buffer in
            read(descriptor, buffer.baseAddress.map { $0 + used }, block)
        }
        bytes.removeLast(block - max(count, 0))
        if count < 0 { throw failure() }
        if count == 0 { return bytes }
    }
}
