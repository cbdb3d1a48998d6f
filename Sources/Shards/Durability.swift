// What makes a published file last: its digest, a synchronised write and an atomic rename.

import CSHA
import Foundation
import Glibc

/// The SHA-256 of a file, in hexadecimal.
package func sha256(ofFile path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw systemError("cannot read", path) }
    defer { close(file) }
    var context = SHA256_CTX()
    SHA256_Init(&context)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
        let count = read(file, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw systemError("cannot read", path) }
        if count == 0 { break }
        SHA256_Update(&context, buffer, count)
    }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256_Final(&digest, &context)
    let digits = Array("0123456789abcdef".utf8)
    return String(
        decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
        as: UTF8.self
    )
}

/// Waits until a file's or directory's content is on the disk.
func synchronize(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw systemError("cannot open", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw systemError("cannot synchronise", path) }
}

/// Gives a finished file its public name, for good: the file and the rename are on the disk when
/// this returns.
func publish(_ partial: String, as path: String, in directory: String) throws {
    try synchronize(partial)
    guard rename(partial, path) == 0 else { throw systemError("cannot rename to", path) }
    try synchronize(directory)
}

/// Writes a small file that is either there and whole or not there.
func writeDurably(_ bytes: [UInt8], to path: String, in directory: String) throws {
    let partial = "\(path).\(getpid())\(partialSuffix)"
    let file = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw systemError("cannot write", partial) }
    defer { close(file) }
    guard flock(file, LOCK_EX) == 0 else { throw systemError("cannot lock", partial) }
    var written = 0
    while written < bytes.count {
        let count = bytes.withUnsafeBytes {
            write(file, $0.baseAddress?.advanced(by: written), bytes.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw systemError("cannot write", partial) }
        written += count
    }
    try publish(partial, as: path, in: directory)
}

/// What unfinished files end in; the next writer removes those without a `FileLock`.
let partialSuffix = ".partial"

/// The bytes of a small file.
func contents(of path: String) throws -> Data {
    do {
        return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
        throw ShardError(.inputOutput, "cannot read (expected a file)", location: path)
    }
}

/// A `ShardError` of the last failed system call.
func systemError(_ action: String, _ path: String) -> ShardError {
    ShardError(.inputOutput, "\(action): \(String(cString: strerror(errno)))", location: path)
}
