// Who writes a file: a leftover is an unfinished file that nobody holds a lock on.

import Glibc

/// A lock on a file that another process may be writing; released with the last reference, or by
/// the system when the process ends in whatever way.
final class FileLock {
    private let file: Int32

    private init(file: Int32) {
        self.file = file
    }

    deinit {
        close(file)
    }

    /// Locks a file; nil where another holder has it, or where it is not there.
    ///
    /// With `creating`, the file is made where it is not there, and emptied where it is.
    static func acquire(_ path: String, creating: Bool) throws -> FileLock? {
        while true {
            let flags = creating ? O_RDWR | O_CREAT : O_RDONLY
            let file = open(path, flags | O_CLOEXEC, 0o644)
            if file < 0 && errno == ENOENT && !creating { return nil }
            guard file >= 0 else { throw systemError("cannot open", path) }
            let lock = FileLock(file: file)
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                guard errno == EWOULDBLOCK else { throw systemError("cannot lock", path) }
                return nil
            }
            // Between the two calls the last holder may have removed or renamed the file.
            var held = stat()
            var named = stat()
            guard fstat(file, &held) == 0 else { throw systemError("cannot lock", path) }
            guard stat(path, &named) == 0, named.st_ino == held.st_ino else { continue }
            // What a killed holder left is not continued.
            guard !creating || ftruncate(file, 0) == 0 else {
                throw systemError("cannot write", path)
            }
            return lock
        }
    }

    /// Removes a file unless another process is writing it or, once nobody can be, it is not to go.
    static func removeLeftover(_ path: String, if isLeftover: () -> Bool) throws {
        guard let lock = try acquire(path, creating: false) else { return }
        try withExtendedLifetime(lock) {
            guard isLeftover() else { return }
            guard unlink(path) == 0 || errno == ENOENT else {
                throw systemError("cannot remove", path)
            }
        }
    }
}
